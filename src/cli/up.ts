import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead up` */
export async function up(options: CommonOptions): Promise<void> {
  await withWorkbook(async (workbook) => {
    const brokers = await workbook.brokers();
    print(options.json ? { brokers: brokers.split(",") } : `Kafka answers at ${brokers}`, options);
  });
}

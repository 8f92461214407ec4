import { shortForm } from "./short-form";

shortForm("reset by Kafka's own tool to the log's middle, end and start");

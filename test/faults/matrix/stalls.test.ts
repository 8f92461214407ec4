import { shortForm } from "./short-form";

shortForm("a partition stalls: somebody leaves a transaction open");

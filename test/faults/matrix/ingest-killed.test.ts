import { shortForm } from "./short-form";

shortForm("ingest killed");

import { shortForm } from "./short-form";

shortForm("processor killed");

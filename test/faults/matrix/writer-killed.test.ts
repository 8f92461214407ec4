import { shortForm } from "./short-form";

shortForm("writer killed");

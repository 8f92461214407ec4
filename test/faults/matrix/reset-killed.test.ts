import { shortForm } from "./short-form";

shortForm("reset killed");

import { shortForm } from "./short-form";

shortForm("broker killed");

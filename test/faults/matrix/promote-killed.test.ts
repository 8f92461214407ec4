import { shortForm } from "./short-form";

shortForm("promote killed");

import { shortForm } from "./short-form";

shortForm("members join, leave and are killed");

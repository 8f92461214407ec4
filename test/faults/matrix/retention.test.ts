import { shortForm } from "./short-form";

shortForm("the reset's target has been deleted by retention");

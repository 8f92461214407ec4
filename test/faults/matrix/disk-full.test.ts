import { shortForm } from "./short-form";

shortForm("the broker's disk is full", "the database's disk is full");

import { shortForm } from "./short-form";

shortForm("the database is cut off or changed, its write-ahead log torn");

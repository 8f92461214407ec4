import { shortForm } from "./short-form";

shortForm(
  "member frozen past its session and its transaction, then thawed",
  "group rewound while its member is frozen, then thawed",
);

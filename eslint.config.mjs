import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", ".venv", ".tools", ".playhead", "book/site", "bundle", "dist"] },
  {
    files: [
      "src/**/*.ts",
      "test/**/*.ts",
      "bench/**/*.ts",
      "book/*.ts",
      "data/**/*.ts",
      "notebooks/source/*.ts",
      "*.config.mts",
    ],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      // What was caught is passed on as it is.
      "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "kafkajs", message: "Only src/kafka/ imports kafkajs." }] },
      ],
    },
  },
  { files: ["src/kafka/**/*.ts"], rules: { "no-restricted-imports": "off" } },
);

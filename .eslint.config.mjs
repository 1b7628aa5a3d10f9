import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.eslint.config.mjs', 'dist/**', 'coverage/**', 'lib/catalogue/generated/**', 'node_modules/**', '__tests__/packaging/**', '__tests__/mutation/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './lib/inspector/page/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-empty-object-type': 'off',
      // Requests are extended by every middleware; structure is what counts.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error', 'info'] }],
    },
  },
  { files: ['lib/catalogue/generate.ts', 'docs/examples/**', '__tests__/**'], rules: { 'no-console': 'off' } },
  {
    files: ['__tests__/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);

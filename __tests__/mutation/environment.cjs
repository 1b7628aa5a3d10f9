'use strict';
const { TestEnvironment } = require('jest-environment-node');

/** Jest's environment, in which no test runs once another has found out the mutant: Jest by itself would run them all. */
let foundOut;

module.exports = class extends TestEnvironment {
  async handleTestEvent({ name, test }) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (mutant === undefined) return;
    if (name === 'test_done' && test.errors.length > 0) foundOut = mutant;
    if (name === 'test_start' && foundOut === mutant) test.mode = 'skip';
  }
};

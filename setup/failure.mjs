/** A set-up that can't go on: `message` says what is wrong, `remedy` what to do. Shown without a stack trace. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message);
    this.name = "SetupFailure";
    this.remedy = remedy;
  }
}

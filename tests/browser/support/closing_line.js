// Prints one plain line at the end of a run: how many tests passed and failed.

export default class ClosingLine {
  #passed = 0;
  #failed = 0;

  onTestEnd(test, result) {
    if (result.status === test.expectedStatus) this.#passed += 1;
    else this.#failed += 1;
  }

  onEnd() {
    console.log(`\nbrowser: ${this.#passed} passed, ${this.#failed} failed`);
  }

  printsToStdio() {
    return true;
  }
}

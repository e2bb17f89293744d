/** Which files tap counts the coverage of, by test file: all, or none for the suites that run the built program, because the others reach all of src. */
export default suite => suite.includes('e2e') ? null : []

/** Takes the place of packages that the bundle does not need. */
export default function unneeded () {
  throw new Error('this package is not in the bundle')
}

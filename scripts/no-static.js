/** Takes the place of @fastify/static in the bundle: nothing that the program serves needs it. */
export default function noStatic () {
  throw new Error('@fastify/static is not in the bundle')
}

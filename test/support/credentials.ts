/**
 * Credentials that every provider accepts: a bearer token for all but Starfish, and the key of Starfish. Tests about credentials write
 * their own.
 */
export const credentials = { authorization: 'Bearer k', 'x-api-key': 'k' }

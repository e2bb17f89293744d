/** What stands in a document whose text nobody has given. */
export const invented: readonly string[] = [
  'Maria Keller joined Northwind Traders in Zurich on 3 March 2021.',
  'The invoice of 4,250 dollars was paid to Harbour Light Shipping.',
  'Doctor Amara Okafor opened a second clinic in Lagos last spring.',
  'Flight 417 from Lisbon to Jakarta was delayed by six hours.',
  'The board of Fernhill Energy met at the Grand Hotel in Oslo.',
  'Tomas Novak signed the contract with Blue Ridge Foods yesterday.',
  'Her passport, number X2094417, expires in September 2027.',
  'The museum in Kyoto lent twelve paintings to the city of Lyon.',
  'Red Lantern Software hired forty engineers in Nairobi.',
  'Please send the parcel to 18 Mill Lane, Bristol.',
  'In 2019 the river Elbe rose by two metres within a night.',
  'Professor Lin teaches linguistics at the University of Turku.'
]

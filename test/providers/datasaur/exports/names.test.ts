import t from 'tap'
import { rangeOf } from '../../../../src/providers/datasaur/exports/downloads.ts'
import { distinctNames, toDisposition, toFolderName, toSafeName } from '../../../../src/providers/datasaur/exports/names.ts'
import { join } from '../../../../src/providers/datasaur/exports/zip.ts'

t.test('a file that grows beyond the limit is not completed', async t => {
  function * parts () { for (;;) yield 'x'.repeat(1_000_000) }
  t.throws(() => join(parts()), { code: 'EXPORT_TOO_LARGE' })
})

t.test('a name is safe as one part of a path, whatever name the client gives its export', async t => {
  const cases: Array<[string, string, string]> = [
    ['datasaur', '.zip', 'datasaur.zip'],
    ['Report.CSV', '.csv', 'Report.csv'],
    ['../../etc/passwd', '.json', '_.._etc_passwd.json'],
    ['..\\a\0b\nc', '', '_a_b_c'],
    ['...', '.zip', 'export.zip'],
    ['.json', '.json', 'export.json'],
    [' a. ', '', 'a'],
    ['x\ud800y\u2028', '', 'x_y_'],
    ['x'.repeat(500), '.zip', `${'x'.repeat(200)}.zip`],
    ['日本 🦕', '', '日本 🦕']
  ]
  for (const [name, suffix, safe] of cases) t.equal(toSafeName(name, suffix), safe)
  t.doesNotThrow(() => encodeURIComponent(toSafeName(`${'x'.repeat(199)}🦕`)), 'no half of a character is left where it is cut')
})

t.test('equal names in a folder become distinct, also if only their case differs', async t => {
  const nameOf = distinctNames()
  t.same(['a.txt', 'A.txt', 'a.txt', 'a (2).txt', 'b', 'b', 'x.tar.gz', 'x.tar.gz', 'a.txt'].map(nameOf),
    ['a.txt', 'A (2).txt', 'a (3).txt', 'a (2) (2).txt', 'b', 'b (2)', 'x.tar.gz', 'x (2).tar.gz', 'a (4).txt'])
})

t.test('the header of a download has the name of the file, in UTF-8 if ASCII is not enough', async t => {
  t.equal(toDisposition('plain name.zip'), 'attachment; filename="plain name.zip"')
  t.equal(toDisposition('a"b\\.csv'), 'attachment; filename="a\\"b\\\\.csv"')
  t.equal(toDisposition('naïve (1).csv'), 'attachment; filename="na_ve (1).csv"; filename*=UTF-8\'\'na%C3%AFve%20%281%29.csv')
})

t.test('a range is the part of a file that a client asks for', async t => {
  const cases: Array<[string | undefined, ReturnType<typeof rangeOf>]> = [
    ['bytes=0-0', [0, 0]], ['bytes=2-', [2, 9]], ['bytes=2-100', [2, 9]], ['BYTES=-3', [7, 9]], ['bytes=-30', [0, 9]],
    ['bytes=10-', 'none'], ['bytes=-0', 'none'],
    [undefined, undefined], ['bytes=-', undefined], ['bytes=3-2', undefined], ['bytes=0-1,3-4', undefined], ['lines=1-2', undefined]
  ]
  for (const [header, part] of cases) t.same(rangeOf(header, 10), part, String(header))
})

t.test('a folder has no dots, brackets and the like in its name', async t => {
  t.equal(toFolderName('[Batch 1][Row Based] v1.0 (x) - 2024/09/30'), '_Batch 1__Row Based_ v1_0 _x_ - 2024_09_30')
  t.equal(toFolderName('ann.lee@example.com'), 'ann_lee_example_com')
})

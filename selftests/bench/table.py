#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Instructions of windows as a table.

    table.py RAW TSV

Reads what the guest measured, prints it and writes it, medians, separated by
tabs.  Fails when something was not measured, or not steady.
"""
import re
import statistics
import sys

STEADY = 0.01                   # of the median, between three windows
UNSTEADY = 0.10                 # where threads or TCP take part
ENGINES = ('clear', 'xfrm', 'wireguard', 'btns')
WAYS = ('gateway-', 'host-', 'oneway-')
HEAD = ('workload', 'size', 'clear', 'limit', 'xfrm', 'wireguard', 'btns',
        'btns/xfrm', 'btns/limit', 'xfrm growth', 'btns growth')


class Cell:
    """What one engine took for one workload."""

    def __init__(self, words):
        self.skipped = self.failed = self.value = None
        if words[0] in ('skip', 'fail'):
            setattr(self, {'skip': 'skipped', 'fail': 'failed'}[words[0]],
                    ' '.join(words[1:]))
            return
        windows = [float(word) for word in words[1:]]   # the first one warms up
        self.value = statistics.median(windows)
        self.spread = (max(windows) - min(windows)) / self.value


def read(path):
    """Cells by workload and size, in the order of the file, then by engine."""
    rows = {}
    with open(path, encoding='ascii', errors='replace') as raw:
        for line in raw:
            workload, size, engine, *words = line.split()
            rows.setdefault((workload, size), {})[engine] = Cell(words)
    return rows


def value(rows, workload, size, engine):
    if engine == 'clear':       # the number of rules that are not there
        workload = re.sub(r'^(scale-[a-z-]+-)\d+', r'\g<1>1', workload)
    cell = rows.get((workload, size), {}).get(engine)
    return cell.value if cell else None


def calls(workload):
    """Of its cipher, by the names that the guest gave them."""
    alg = 'chacha' if '-chacha' in workload else 'gcm'
    host = workload.startswith(('host-', 'oneway-')) and \
        '-tunnel' not in workload
    tail = '-host' if host else ''
    if workload.startswith('oneway-'):
        return [f'{alg}-seal{tail}', f'{alg}-open{tail}']
    opens = workload.startswith(('gateway-decrypt-', 'host-rx-'))
    return [f"{alg}-{'open' if opens else 'seal'}{tail}"]


def limit(rows, workload, size):
    """The clear packet, and its cipher called by itself."""
    parts = [value(rows, workload, size, 'clear')]
    parts += [value(rows, call, size, 'aead') for call in calls(workload)]
    return sum(parts) if all(parts) else None


def growth(rows, workload, size, engine):
    """Against the same with one rule."""
    found = re.fullmatch(r'((?:scale|insert)-[a-z-]+-)(\d+)(.*)', workload)
    if not found or found[2] == '1':
        return None
    one = value(rows, found[1] + '1' + found[3], size, engine)
    many = value(rows, workload, size, engine)
    return many / one if one and many else None


def ratio(part, whole):
    return part / whole if part and whole else None


def text(number, form):
    return '-' if number is None else format(number, form)


def table(rows):
    for workload, size in rows:
        if set(rows[workload, size]) <= {'aead', 'clear'} and \
                not workload.startswith(WAYS):
            continue
        cells = {engine: value(rows, workload, size, engine)
                 for engine in ENGINES}
        least = limit(rows, workload, size)
        yield [workload, size, text(cells['clear'], '.0f'), text(least, '.0f'),
               text(cells['xfrm'], '.0f'), text(cells['wireguard'], '.0f'),
               text(cells['btns'], '.0f'),
               text(ratio(cells['btns'], cells['xfrm']), '.3f'),
               text(ratio(cells['btns'], least), '.3f'),
               text(growth(rows, workload, size, 'xfrm'), '.2f'),
               text(growth(rows, workload, size, 'btns'), '.2f')]


def complaints(rows):
    for (workload, size), cells in rows.items():
        for engine, cell in cells.items():
            what = f'{workload} {size} {engine}'
            bar = UNSTEADY if engine == 'wireguard' or \
                workload.startswith('tcp') else STEADY
            if cell.failed is not None:
                yield f'{what}: {cell.failed}'
            elif cell.value and cell.spread > bar:
                yield f'{what}: windows differ by {cell.spread:.1%}'


def notes(rows):
    for (workload, size), cells in rows.items():
        if 'aead' in cells and cells['aead'].value:
            yield f"cipher {workload} {size}: {cells['aead'].value:.0f}"
    for (workload, size), cells in rows.items():
        for engine, cell in cells.items():
            if cell.skipped is not None:
                yield f'{workload} {engine}: not measured: {cell.skipped}'


def main():
    rows = read(sys.argv[1])
    lines = [list(HEAD)] + list(table(rows))
    widths = [max(map(len, column)) for column in zip(*lines)]
    with open(sys.argv[2], 'w', encoding='ascii') as tsv:
        for line in lines:
            print('\t'.join(line), file=tsv)
            print('  '.join(word.ljust(width) if i == 0 else word.rjust(width)
                            for i, (word, width) in
                            enumerate(zip(line, widths))))
    for note in notes(rows):
        print(f'# {note}')
    wrong = list(complaints(rows))
    for line in wrong:
        print(f'not steady or not measured: {line}')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())

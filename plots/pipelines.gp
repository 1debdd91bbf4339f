# pipelines.gp - a crawler: above, pages a second by how many are fetched at a time, and by the widths of a pipeline's
# stages; below, when pages are parsed, in three ways
# DATA/pipelines-crawl.tsv    runner place label rate low high text                  place: pages at a time
# DATA/pipelines-widths.tsv   runner place label rate low high text                  place: 0, 1, ...; label: its widths
# DATA/pipelines-parse.tsv    when runner first mean mean_low mean_high last text    ms; rows of a way stand together
# DATA/pipelines.words        TITLE SUBTITLE SOURCE
load 'plots/theme.gp'
load DATA.'/pipelines.words'
CRAWL = DATA.'/pipelines-crawl.tsv'; WIDTHS = DATA.'/pipelines-widths.tsv'; PARSE = DATA.'/pipelines-parse.tsv'

array WHO[64]; array WAY[64]; array PLACE[64]; array LAST[64]; array SAYS[64]
ROWH = 24; SPACE = 16
n = 0; down = 0; slowest = 0
stats PARSE using (n = n + 1, WAY[n] = strcol('when'), WHO[n] = strcol('runner'), \
  down = n == 1 || WAY[n] eq WAY[max(n - 1, 1)].'' ? down : down + SPACE, PLACE[n] = down, down = down + ROWH, \
  LAST[n] = max(column('last'), strcol('mean_high') eq 'nan' ? 0 : real(strcol('mean_high'))), slowest = max(slowest, LAST[n]), SAYS[n] = strcol('text'), 1) nooutput
UPPER = 420
eval canvas(1120, UPPER + 44 + down + SPACE + 70)
NAMES = 84
WIDE = (WIDTH - 2*PAD - 2*60 - 2*NAMES - 30) / 2.

array TICK[32]; array LABEL[32]
array TOPMOST[2]; array FIRST[2]; array FINAL[2]
do for [p = 1:2] {
  FILE = p == 1 ? CRAWL : WIDTHS
  TOPMOST[p] = 0; FIRST[p] = 1e9; FINAL[p] = 0
  stats FILE using (v = strcol('high') eq 'nan' ? column('rate') : real(strcol('high')), TOPMOST[p] = max(TOPMOST[p], 1.08*v), \
    FIRST[p] = min(FIRST[p], column('place')), FINAL[p] = max(FINAL[p], column('place')), 1) nooutput
}

set multiplot
do for [p = 1:2] {
  FILE = p == 1 ? CRAWL : WIDTHS
  if (p == 2) { unset label; unset object; unset arrow; unset logscale }
  eval box(p == 1 ? PAD + 60 : PAD + 120 + WIDE + NAMES + 30, 58, p == 1 ? PAD + 60 + WIDE : PAD + 120 + 2*WIDE + NAMES + 30, UPPER - 66)
  set label p == 1 ? 'A crawl of 100 pages' : 'A crawl of 50 pages as a pipeline' at screen X(LEFT - 50),Y(TOP - 34) font FACE.',15' tc rgb INK
  set label p == 1 ? 'pages at a time' : 'fetchers + parsers' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
  set label 'pages a second' at screen X(LEFT - 50),Y(TOP - 13) font FACE.',11' tc rgb MUTED
  # the names, at the ends of the curves
  eval runners(FILE); n_ = words(LIST)
  do for [i = 1:n_] {
    NAME[i] = word(LIST, i); SIZE[i] = 19; who = NAME[i].''
    stats FILE using (strcol('runner') eq who && column('place') == FINAL[p] ? (AT[i] = BOTTOM - (BOTTOM - TOP)*column('rate')/TOPMOST[p], 1) : 1) nooutput
  }
  eval dodge(n_, TOP - 10, BOTTOM + 10)
  do for [i = 1:n_] { set label NAME[i].'' at screen X(RIGHT + 12),Y(AT[i]) font FACE.',13' tc rgb ink(NAME[i].'') }
  set xtics (); set ytics autofreq; m = 0; who = word(LIST, 1)
  stats FILE using (strcol('runner') eq who ? (m = m + 1, TICK[m] = column('place'), LABEL[m] = strcol('label'), 1) : 1) nooutput
  do for [i = 1:m] { set xtics add (LABEL[i].'' TICK[i]) }
  if (p == 1) { set logscale x; set xrange [FIRST[p]*0.85:FINAL[p]*1.15] } else { set xrange [FIRST[p] - 0.3:FINAL[p] + 0.3] }
  set yrange [0:TOPMOST[p]]
  plot for [r in LIST] FILE using (of(r, 'place')):'rate' with lines lw 1.8 lc rgb ink(r), \
    for [r in LIST] FILE using (of(r, 'place')):'rate' with points pt 7 ps size(1.7) lc rgb '#ffffff', \
    for [r in LIST] FILE using (of(r, 'place')):'rate':'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(r), \
    for [r in LIST] FILE using (of(r, 'place')):'rate':(sprintf('%s, %s: %s', r, strcol('label'), strcol('text'))) \
      with labels hypertext point pt shape(r) ps size(1.1) lw 1.6 lc rgb ink(r)
}

unset label; unset object; unset arrow; unset logscale
FILE = PARSE
eval box(PAD + 210, UPPER + 44, WIDTH - PAD - 250, UPPER + 44 + down + SPACE)
y(i) = TOP + SPACE/2. + PLACE[i] + ROWH/2.
XEND = slowest*1.04
set label 'Crawl, then parse: 8 pages by a pool of 4' at screen X(PAD + 10),Y(TOP - 24) font FACE.',15' tc rgb INK
named = ''
do for [i = 1:n] {
  if (WAY[i].'' ne named) {
    named = WAY[i].''
    set label named at screen X(PAD + 10),Y(y(i)) font FACE.',15' tc rgb INK
  }
  who = WHO[i].''
  set label who at screen X(LEFT - 12),Y(y(i)) right font FACE.',12' tc rgb ink(who)
  set label SAYS[i].'' at screen X(LEFT + (RIGHT - LEFT)*LAST[i]/XEND + 14),Y(y(i)) font FACE.',11' tc rgb MUTED
}
set label 'when pages were parsed: the first, in the mean, the last' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
set xrange [0:XEND]; set yrange [BOTTOM:TOP]
set xtics () ; set xtics autofreq; set format x '%g ms'; unset ytics
at(c) = y(int(column(0)) + 1)
eval runners(FILE)
plot for [r in LIST] FILE using (of(r, 'first')):(at(0)):(column('last') - column('first')):(0) with vectors nohead lw 5 lc rgb wash(r, 0.25), \
  for [r in LIST] FILE using (of(r, 'mean')):(at(0)):'mean_low':'mean_high' with xerrorbars pt -1 lw 1.8 lc rgb ink(r), \
  for [r in LIST] FILE using (of(r, 'mean')):(at(0)) with points ps size(1.25) pt filled(r) lc rgb '#ffffff', \
  for [r in LIST] FILE using (of(r, 'mean')):(at(0)):(sprintf('%s: %s', r, strcol('text'))) \
    with labels hypertext point ps size(1.2) pt shape(r) lc rgb ink(r) lw 1.6
unset multiplot

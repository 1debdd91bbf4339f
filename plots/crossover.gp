# crossover.gp - wall time while the share of computing in a task grows, and which runner is the fastest where
# DATA/crossover.tsv        runner share median_ms low_ms high_ms   share in per cent
# DATA/crossover-band.tsv   from to runner text                     the fastest runner of a range, or `none`; may be empty
# DATA/crossover-line.tsv   share low high                          a crossing with its interval; may be empty
# DATA/crossover.words      TITLE SUBTITLE SOURCE, XMIN, XMAX, YMIN, YMAX
load 'plots/theme.gp'
load DATA.'/crossover.words'
FILE = DATA.'/crossover.tsv'

# the last point of each runner, where its label goes
eval runners(FILE)
array SHARE[64]; array TIME[64]
n = words(LIST)
do for [i = 1:n] {
  NAME[i] = word(LIST, i); SHARE[i] = XMIN; TIME[i] = YMIN
  stats FILE using (of(NAME[i], 'share') >= SHARE[i] && finite(column('median_ms')) ? \
    (SHARE[i] = column('share'), TIME[i] = column('median_ms')) : 0, 1) nooutput
  TEXT[i] = seconds(TIME[i])
}
# tables that may be empty: their header is read as row 0
array FROM_[65]; array TO[65]; array WHO[65]; array WORDS[65]; array AT_[65]; array LOW[65]; array HIGH[65]
set datafile nocolumnheaders
b = -1
stats DATA.'/crossover-band.tsv' using (b = b + 1, b ? (FROM_[b] = column(1), TO[b] = column(2), WHO[b] = strcol(3), WORDS[b] = strcol(4)) : 0, 1) nooutput
c = -1
stats DATA.'/crossover-line.tsv' using (c = c + 1, c ? (AT_[c] = column(1), LOW[c] = column(2), HIGH[c] = column(3)) : 0, 1) nooutput
set datafile columnheaders

eval canvas(1120, 540)
eval box(96, 46, WIDTH - PAD - endroom(n), 460)
set for [k = -6:2] for [m in (XMAX/XMIN > 10000 ? '1' : '1 3')] xtics add (sprintf('%g %%%%', m*10.**k) m*10.**k)
set for [k = -6:9] for [m in decade(YMIN, YMAX)] ytics add (seconds(m*10.**k) m*10.**k)
set grid noxtics      # (a label of a tic is a format: hence four signs for one)
set label 'share of a task spent computing' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED

# a band says who wins in it, on the first of two lines that has room left; an unseparated one only if it fits
array EDGE[2] = [-99, -99]
do for [i = 1:b] {
  x1 = xlog(FROM_[i], XMIN, XMAX); x2 = xlog(TO[i], XMIN, XMAX); w = length(WORDS[i].'', 11); tie = WHO[i] eq 'none'
  set object rectangle from FROM_[i],graph 0 to TO[i],graph 1 behind fc rgb (tie ? 0xffffff : tint(WHO[i], 0.07)) fs solid noborder
  x = clamp((x1 + x2)/2, LEFT + w/2, RIGHT - w/2) - w/2
  line = x > EDGE[1] + 14 ? 1 : x > EDGE[2] + 14 ? 2 : 0
  if (line && (!tie || w < x2 - x1)) {
    set label WORDS[i].'' at screen X(x),Y(TOP + 4 - 17*line) font FACE.',11' tc rgb (tie ? hex(MUTED) : rgb(WHO[i]))
    EDGE[line] = x + w
  }
}
do for [i = 1:c] {
  set object rectangle from LOW[i],graph 0 to HIGH[i],graph 1 behind fc rgb MUTED fs transparent solid 0.14 noborder
  set arrow from AT_[i],graph 0 to AT_[i],graph 1 nohead dt (3,3) lw 1.2 lc rgb MUTED
}
do for [i = 1:n] { HOME[i] = xlog(SHARE[i], XMIN, XMAX); AT[i] = ylog(TIME[i], YMIN, YMAX) }
eval ends(n)

set logscale xy
set xrange [XMIN:XMAX]; set yrange [YMIN:YMAX]
plot for [i = 1:n] FILE using (of(NAME[i], 'share')):'low_ms':'high_ms' with filledcurves fs transparent solid 0.22 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (of(NAME[i], 'share')):'median_ms' with lines lw 1.8 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (of(NAME[i], 'share')):'median_ms':(sprintf('%s, %.3g %% computing: %.3g ms', NAME[i], column('share'), column('median_ms'))) \
    with labels hypertext point pt shape(NAME[i]) ps size(0.8) lw 1.4 lc rgb ink(NAME[i])

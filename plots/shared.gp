# shared.gp - shared state: what went wrong, beside the time it took; groups (works), in each a row for a guard and a model
# DATA/shared.tsv     group group_label sync runner wrong wrong_low wrong_high wrong_text time time_low time_high time_text
#                     wrong in per cent, time in ms; rows of a group stand together
# DATA/shared.words   TITLE SUBTITLE SOURCE, GROUPS, XMIN, XMAX (ms)
load 'plots/theme.gp'
load DATA.'/'.CHART.'.words'
FILE = DATA.'/'.CHART.'.tsv'

array WHO[128]; array SYNC[128]; array IN[128]; array PLACE[128]; array WRONG[128]; array WRONG_HIGH[128]; array TIME[128]; array TIME_HIGH[128]
array SAYS_W[128]; array SAYS_T[128]; array GROUP[GROUPS]; array FIRST[GROUPS]; array LAST[GROUPS]
ROWH = 23; SPACE = 18
n = 0; down = 0
do for [g = 1:GROUPS] { FIRST[g] = -1 }
stats FILE using (n = n + 1, WHO[n] = strcol('runner'), SYNC[n] = strcol('sync'), IN[n] = int(column('group')) + 1, \
  down = n == 1 || IN[n] == IN[max(n - 1, 1)] ? down : down + SPACE, PLACE[n] = down, down = down + ROWH, \
  WRONG[n] = column('wrong'), WRONG_HIGH[n] = column('wrong_high'), TIME[n] = column('time'), TIME_HIGH[n] = column('time_high'), \
  SAYS_W[n] = strcol('wrong_text'), SAYS_T[n] = strcol('time_text'), GROUP[IN[n]] = strcol('group_label'), \
  FIRST[IN[n]] = FIRST[IN[n]] < 0 ? PLACE[n] : FIRST[IN[n]], LAST[IN[n]] = down, 1) nooutput
eval canvas(1240, down + 150)
SIDE = PAD + 300
GAP = 100
WIDE = (WIDTH - PAD - SIDE - GAP - 60) / 2.
y(i) = TOP + SPACE/2. + PLACE[i] + ROWH/2.
at(c) = y(int(column(0)) + 1)
eval runners(FILE)

set multiplot
do for [p = 1:2] {
  if (p == 2) { unset label; unset object; set xtics () }
  eval box(SIDE + (p - 1)*(WIDE + GAP), 50, SIDE + (p - 1)*(WIDE + GAP) + WIDE, 50 + down + SPACE)
  X0 = p == 1 ? -2 : XMIN; X1 = p == 1 ? 102 : XMAX
  set label (p == 1 ? 'gone wrong' : 'time') at screen X(LEFT),Y(TOP - 24) font FACE.',15' tc rgb INK
  do for [g = 1:GROUPS] {
    if (p == 1 && g % 2) { set object rectangle from screen X(PAD - 10),Y(TOP + FIRST[g]) to screen X(WIDTH - PAD),Y(TOP + LAST[g] + SPACE) behind fc rgb WASH fs solid noborder }
    if (p == 1) { set label GROUP[g].'' at screen X(PAD),Y(TOP + (FIRST[g] + LAST[g] + SPACE)/2.) font FACE.',15' tc rgb INK }
  }
  do for [i = 1:n] {
    if (p == 1) {
      if (i == 1 || IN[i] != IN[max(i - 1, 1)] || SYNC[i] ne SYNC[max(i - 1, 1)]) { set label SYNC[i].'' at screen X(LEFT - 196),Y(y(i)) font FACE.',12' tc rgb INK }
      set label WHO[i].'' at screen X(LEFT - 14),Y(y(i)) right font FACE.',12' tc rgb ink(WHO[i])
    }
    v = p == 1 ? WRONG[i] : TIME[i]; h = p == 1 ? WRONG_HIGH[i] : TIME_HIGH[i]; h = finite(h) ? max(h, v) : v
    px = p == 1 ? LEFT + (RIGHT - LEFT)*(h - X0)/(X1 - X0) : xlog(h, X0, X1)
    set label (p == 1 ? SAYS_W[i].'' : SAYS_T[i].'') at screen X(px + 14),Y(y(i)) font FACE.',11' tc rgb (p == 1 && v == 0 ? MUTED : INK)
  }
  set xrange [X0:X1]; set yrange [BOTTOM:TOP]; unset ytics
  if (p == 1) { unset logscale; set for [k = 0:4] xtics add (sprintf('%d %%%%', 25*k) 25*k) }
  else { set logscale x; set for [d = -4:6] for [t in (XMAX/XMIN > 300 ? '1' : '1 3')] xtics add (seconds(t*10.**d) t*10.**d) }
  name = p == 1 ? 'wrong' : 'time'
  plot for [r in LIST] FILE using (of(r, name)):(at(0)):(column(name.'_low')):(column(name.'_high')) with xerrorbars pt -1 lw 2 lc rgb ink(r), \
    for [r in LIST] FILE using (of(r, name)):(at(0)) with points ps size(1.3) pt filled(r) lc rgb '#ffffff', \
    for [r in LIST] FILE using (of(r, name)):(at(0)):(sprintf('%s, %s: %s', strcol('sync'), r, strcol(name.'_text'))) \
      with labels hypertext point ps size(1.15) pt shape(r) lc rgb ink(r) lw 1.6
}
unset multiplot

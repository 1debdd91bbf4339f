# servers.gp - what requests take: groups (servers) from top to bottom, in each a row for every model, from p50 to p99
# DATA/servers.tsv     group group_label runner pool middle middle_low middle_high slow slow_low slow_high middle_text slow_text
#                      times in ms; pool: its workers, 0 for none; rows of a group stand together
# DATA/servers.words   TITLE SUBTITLE SOURCE, GROUPS, XMIN, XMAX
load 'plots/theme.gp'
load DATA.'/'.CHART.'.words'
FILE = DATA.'/'.CHART.'.tsv'

array WHO[128]; array POOL[128]; array IN[128]; array PLACE[128]; array MIDDLE[128]; array SLOW[128]; array LOW[128]; array HIGH[128]
array SAYS_M[128]; array SAYS_S[128]; array GROUP[GROUPS]; array FIRST[GROUPS]; array LAST[GROUPS]
ROWH = 25; SPACE = 18
n = 0; side = 0; down = 0
do for [g = 1:GROUPS] { FIRST[g] = -1 }
stats FILE using (n = n + 1, WHO[n] = strcol('runner'), POOL[n] = column('pool'), IN[n] = int(column('group')) + 1, \
  down = n == 1 || IN[n] == IN[max(n - 1, 1)] ? down : down + SPACE, PLACE[n] = down, down = down + ROWH, \
  MIDDLE[n] = column('middle'), SLOW[n] = column('slow'), LOW[n] = column('middle_low'), HIGH[n] = column('slow_high'), \
  SAYS_M[n] = strcol('middle_text'), SAYS_S[n] = strcol('slow_text'), GROUP[IN[n]] = strcol('group_label'), \
  FIRST[IN[n]] = FIRST[IN[n]] < 0 ? PLACE[n] : FIRST[IN[n]], LAST[IN[n]] = down, side = max(side, length(strcol('group_label'), 15)), 1) nooutput
eval canvas(1120, down + 130)
SIDE = PAD + min(side, 190) + 20
eval box(SIDE + 138, 30, WIDTH - PAD - 70, 30 + down + SPACE)
y(i) = TOP + SPACE/2. + PLACE[i] + ROWH/2.
x(v) = xlog(v, XMIN, XMAX)

do for [g = 1:GROUPS] {
  top = TOP + FIRST[g]; foot = TOP + LAST[g] + SPACE
  if (g % 2) { set object rectangle from screen X(SIDE - 6),Y(top) to screen X(RIGHT + 50),Y(foot) behind fc rgb WASH fs solid noborder }
  set label wrap(GROUP[g].'', 15, SIDE - PAD - 20) at screen X(PAD),Y((top + foot)/2. - 9*(lines(wrap(GROUP[g].'', 15, SIDE - PAD - 20)) - 1)) font FACE.',15' tc rgb INK
}
do for [i = 1:n] {
  name = WHO[i].(POOL[i] > 0 ? sprintf(' of %d', POOL[i]) : '')
  set label name at screen X(LEFT - 12),Y(y(i)) right font FACE.',12' tc rgb ink(WHO[i])
  # what the two points stand for: left of the one, right of the other
  a = x(finite(LOW[i]) ? min(LOW[i], MIDDLE[i]) : MIDDLE[i]); b = x(finite(HIGH[i]) ? max(HIGH[i], SLOW[i]) : SLOW[i])
  inside = a - 14 - length(SAYS_M[i].'', 11) > LEFT
  set label SAYS_M[i].(inside ? '' : ' to') at screen X(inside ? a - 13 - length(SAYS_M[i].'', 11) : b + 13),Y(y(i)) font FACE.',11' tc rgb MUTED
  set label SAYS_S[i].'' at screen X(inside ? b + 13 : b + 13 + length(SAYS_M[i].' to ', 11)),Y(y(i)) font FACE.',11' tc rgb INK
}
set logscale x
set xrange [XMIN:XMAX]; set yrange [BOTTOM:TOP]
unset ytics
set for [d = -4:6] for [t in (XMAX/XMIN > 300 ? '1' : '1 3')] xtics add (seconds(t*10.**d) t*10.**d)
set label 'latency of a request' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
at(c) = y(int(column(0)) + 1)
hollow(r) = shape(r) > 3 && shape(r)%2 ? shape(r) - 1 : shape(r)
eval runners(FILE)
plot for [r in LIST] FILE using (of(r, 'middle')):(at(0)):(column('slow') - column('middle')):(0) with vectors nohead lw 5 lc rgb wash(r, 0.25), \
  for [r in LIST] FILE using (of(r, 'middle')):(at(0)):'middle_low':'middle_high' with xerrorbars pt -1 lw 1.8 lc rgb ink(r), \
  for [r in LIST] FILE using (of(r, 'slow')):(at(0)):'slow_low':'slow_high' with xerrorbars pt -1 lw 1.8 lc rgb ink(r), \
  for [r in LIST] FILE using (of(r, 'middle')):(at(0)) with points ps size(1.2) pt filled(r) lc rgb '#ffffff', \
  for [r in LIST] FILE using (of(r, 'middle')):(at(0)):(sprintf('%s: p50 %s', r, strcol('middle_text'))) \
    with labels hypertext point ps size(1.1) pt hollow(r) lc rgb ink(r) lw 1.6, \
  for [r in LIST] FILE using (of(r, 'slow')):(at(0)):(sprintf('%s: p99 %s', r, strcol('slow_text'))) \
    with labels hypertext point ps size(1.2) pt filled(r) lc rgb ink(r) lw 1.6

# cost.gp - what a task costs: three panels side by side, a row for each model, logarithmic axes
# DATA/cost.tsv     runner make_ns make_low make_high make_text switch_ns switch_low switch_high switch_text
#                   touched_bytes kept_bytes keep_text    (kept: with the kernel's part; nan: not known; text -: none)
# DATA/cost.words   TITLE SUBTITLE SOURCE, TIME_MIN, TIME_MAX (ns), SIZE_MIN, SIZE_MAX (bytes), PANELS (2: no sizes), KERNEL (0, 1)
load 'plots/theme.gp'
load DATA.'/cost.words'
FILE = DATA.'/cost.tsv'

array MAKE[32]; array SWITCH[32]; array KEEP[32]; array KEPT[32]; array WHO[32]
array MAKE_SAYS[32]; array SWITCH_SAYS[32]; array KEEP_SAYS[32]
n = 0; side = 0
stats FILE using (n = n + 1, WHO[n] = strcol('runner'), side = max(side, length(strcol('runner'), 14)), \
  MAKE[n] = column('make_ns'), SWITCH[n] = column('switch_ns'), KEEP[n] = column('touched_bytes'), KEPT[n] = column('kept_bytes'), \
  MAKE_SAYS[n] = strcol('make_text'), SWITCH_SAYS[n] = strcol('switch_text'), KEEP_SAYS[n] = strcol('keep_text'), 1) nooutput
LIST = ''
do for [i = 1:n] { LIST = listed(WHO[i]) }

ROWH = 44
eval canvas(1240, n*ROWH + 104)
SIDE = PAD + side + 16
WIDE = (WIDTH - PAD - SIDE - (PANELS - 1)*28) / (1.*PANELS)
y(i) = TOP + (i - 0.5)*ROWH
at(c) = y(int(column(0)) + 1) + 6
span(ns) = ns >= 1000 ? seconds(ns/1e6) : sprintf('%g ns', ns)

# the words stand above their point, moved to stay within the panel
set multiplot
do for [p = 1:PANELS] {
  if (p > 1) { unset label; unset object; unset arrow }
  unset logscale
  XMIN = p < 3 ? TIME_MIN : SIZE_MIN; XMAX = p < 3 ? TIME_MAX : SIZE_MAX
  eval box(SIDE + (p - 1)*(WIDE + 28), 46, SIDE + (p - 1)*(WIDE + 28) + WIDE, 46 + n*ROWH)
  set label (p == 1 ? 'to make' : p == 2 ? 'to switch to' : 'to keep') at screen X(LEFT),Y(TOP - 24) font FACE.',15' tc rgb INK
  if (p == 3 && KERNEL) {
    set label "larger ring: with the kernel's memory" at screen X(RIGHT),Y(TOP - 22) right font FACE.',11' tc rgb MUTED
  }
  do for [i = 1:n] {
    if (i % 2) { set object rectangle from screen X(LEFT),Y(TOP + (i - 1)*ROWH) to screen X(RIGHT),Y(TOP + i*ROWH) behind fc rgb WASH fs solid noborder }
    if (p == 1) { set label WHO[i].'' at screen X(LEFT - 14),Y(y(i)) right font FACE.',14' tc rgb ink(WHO[i]) }
    v = p == 1 ? MAKE[i] : p == 2 ? SWITCH[i] : KEEP[i]
    says = p == 1 ? MAKE_SAYS[i].'' : p == 2 ? SWITCH_SAYS[i].'' : KEEP_SAYS[i].''
    says = says eq '-' ? '' : says; w = length(says, 11)
    x = finite(v) ? clamp(xlog(v, XMIN, XMAX) - 6, LEFT + 6, RIGHT - 6 - w) : LEFT + 6
    set label says at screen X(x),Y(finite(v) ? y(i) - 11 : y(i)) font FACE.',11' tc rgb MUTED
    if (p == 3 && finite(KEPT[i])) {
      set arrow from screen X(xlog(KEEP[i], XMIN, XMAX)),Y(y(i) + 6) to screen X(xlog(KEPT[i], XMIN, XMAX)),Y(y(i) + 6) nohead lw 1.6 lc rgb ink(WHO[i])
    }
  }
  set logscale x
  set xrange [XMIN:XMAX]; set yrange [BOTTOM:TOP]; unset ytics; set xtics ()
  if (p < 3) { TENS = ceil(log10(XMAX/XMIN)/5.); set for [k = 0:12:1] xtics add (span(10.**(k*TENS)) 10.**(k*TENS)) }
  else { TWOS = ceil(log2(XMAX/XMIN)/5.); set for [k = 4:40/TWOS] xtics add (bytes(2.**(k*TWOS)) 2.**(k*TWOS)) }
  NAME_ = p == 1 ? 'make_ns' : p == 2 ? 'switch_ns' : 'touched_bytes'
  LOW_ = p == 1 ? 'make_low' : p == 2 ? 'switch_low' : 'touched_bytes'
  HIGH_ = p == 1 ? 'make_high' : p == 2 ? 'switch_high' : 'touched_bytes'
  SAYS_ = p == 1 ? 'make_text' : p == 2 ? 'switch_text' : 'keep_text'
  plot for [r in LIST] FILE using (of(r, NAME_)):(at(0)):LOW_:HIGH_ with xerrorbars pt -1 lw 2.2 lc rgb ink(r), \
    for [r in LIST] FILE using (p == 3 ? of(r, 'kept_bytes') : NaN):(at(0)) with points ps size(1.7) pt 7 lc rgb '#ffffff', \
    for [r in LIST] FILE using (p == 3 ? of(r, 'kept_bytes') : NaN):(at(0)) with points ps size(1.7) pt 6 lw 1.6 lc rgb ink(r), \
    for [r in LIST] FILE using (of(r, NAME_)):(at(0)) with points ps size(1.35) pt filled(r) lc rgb '#ffffff', \
    for [r in LIST] FILE using (of(r, NAME_)):(at(0)):(sprintf('%s: %s', r, strcol(SAYS_))) \
      with labels hypertext point ps size(1.25) pt shape(r) lc rgb ink(r) lw 1.6
}
unset multiplot

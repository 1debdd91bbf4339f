# theme.gp - what all charts share: runners' colours and shapes, the page, labels that never overlap.
#
# A chart script says
#     load 'plots/theme.gp'               # this file
#     load DATA.'/winner.words'           # TITLE, SUBTITLE, SOURCE and the chart's own scalars
#     eval canvas(1120, 520)              # the page: a width, and a height for all but head and foot
#     eval box(90, 20, 1000, 480)         # the axes: left, top, right, bottom
# Lengths are pixels of the page (half a pixel of the PNG), y counts down from the foot of the head.
# A function whose comment says (eval) returns commands, to be run by eval.

if (!exists('DATA')) DATA = '.'
if (!exists('OUT')) OUT = 'chart'
if (!exists('SVG')) SVG = 0
set encoding utf8
set datafile separator tab columnheaders missing NaN
max(a, b) = a > b ? a : b
min(a, b) = a < b ? a : b
clamp(v, lo, hi) = max(lo, min(hi, v))
finite(v) = v == v
log2(v) = log(v) / log(2)

# ---- Runners: a hue for a family, the lighter for the plain design, the darker and hollow for its pool.
# All colours have a contrast of at least 4.5:1 on white. Shapes differ wherever hues are hard to tell apart:
# 4 5 square, 6 7 disc, 8 9 triangle, 10 11 triangle on its tip, 12 13 diamond, 14 15 pentagon, 1 2 3 crosses.
PALETTE = \
  ' serial           6b7280  5 '.\
  ' thread           2563c9  7 '.\
  ' thread-pool      16316f  6 '.\
  ' process          c2410c  9 '.\
  ' process-pool     7a2609  8 '.\
  ' coroutine        0a8754 13 '.\
  ' hybrid           0b6b75 15 '.\
  ' gil-thread       a8327f 11 '.\
  ' gil-thread-pool  6b1650 10 '.\
  ' python-serial    5e5a46  4 '.\
  ' python-thread    8f6a00  1 '.\
  ' python-thread-pool   6a4d00  2 '.\
  ' python-process       96521a  3 '.\
  ' python-process-pool  5f3310 12 '.\
  ' python-asyncio       4f6b00 14 '.\
  ' python-gevent        2f4700 15 '.\
  ' python-*             4d3d00  3 '.\
  ' *                3d4852 14 '
INK = '#1f2933'; MUTED = '#5f6c7b'; FAINT = '#687482'; GRID = '#e4e7eb'; RULE = '#c3cad2'; WASH = '#f5f7f9'

row(r) = sum [i = 1:words(PALETTE)/3] (word(PALETTE, 3*i - 2) eq r ? i : 0)
known(r) = row(r) ? row(r) : row(r[1:7] eq 'python-' ? 'python-*' : '*')
ink(r) = '#'.word(PALETTE, 3*known(r) - 1)
shape(r) = int(word(PALETTE, 3*known(r)))
filled(r) = shape(r) > 3 && shape(r)%2 == 0 ? shape(r) + 1 : shape(r)
hex(c) = int(('0x'.c[2:7]) + 0)
rgb(r) = hex(ink(r))
# Python's own lines are dashed, so that those of an emulation can lie beneath them
dash(r) = r[1:7] eq 'python-' ? 2 : 1
# a runner's colour thinned with white: t = 1 is the colour itself, 0 is white
thin(c, t) = 255 - int((255 - c) * t + 0.5)
tint(r, t) = thin(rgb(r)/65536, t)*65536 + thin(rgb(r)/256%256, t)*256 + thin(rgb(r)%256, t)
wash(r, t) = sprintf('#%06x', tint(r, t))

# ---- Text: the width of a string in Helvetica (the metrics of Liberation Sans and Arial), and line breaks.
narrow = " fijlt.,:;/!|·'"; slim = 'r-()"'; wide = 'mwMW%'; tall = 'ABCDEGHKNOPQRSUVXYZ'
advance(c) = strstrt(narrow, c) ? .27 : strstrt(slim, c) ? .35 : strstrt(wide, c) ? .85 : strstrt(tall, c) ? .70 : .555
length(s, size) = strlen(s) ? size*4/3. * (sum [i = 1:strlen(s)] advance(s[i:i])) : 0
fits(s, size, w) = sum [i = 1:strlen(s)] (length(s[1:i], size) <= w)
# the last blank up to place n, or 0; a line breaks at the blank before the word that would cross the edge
blank(s, n) = n < 1 || s[n:n] eq ' ' ? n : blank(s, n - 1)
wrap(s, size, w) = length(s, size) <= w ? s : wrap_at(s, size, w, blank(s, fits(s, size, w) + 1))
wrap_at(s, size, w, n) = n < 2 ? s : s[1:n-1]."\n".wrap(s[n+1:*], size, w)
lines(s) = 1 + (strlen(s) ? sum [i = 1:strlen(s)] (s[i:i] eq "\n") : 0)

# ---- Numbers as people write them.
seconds(ms) = ms >= 1000 ? sprintf('%.3g s', ms/1000.) : ms >= 1 || ms == 0 ? sprintf('%.3g ms', ms) : sprintf('%.3g µs', ms*1000)
bytes(b) = b >= 2.**30 ? sprintf('%.3g GiB', b/2.**30) : b >= 2.**20 ? sprintf('%.3g MiB', b/2.**20) :\
           b >= 1024 ? sprintf('%.3g KiB', b/1024.) : sprintf('%g B', b)
count(n) = n >= 1e6 ? sprintf('%.3gM', n/1e6) : n >= 1e5 ? sprintf('%.0fk', n/1e3) : sprintf('%g', n)
times(v) = v < 0.3 && v == 2**floor(log2(v)) ? sprintf('1/%g×', 1/v) : sprintf('%g×', v)
# the tics of a decade, fewer the longer the axis
decade(lo, hi) = hi/lo > 8000 ? '1' : hi/lo > 8 ? '1 2 5' : '1 1.5 2 3 4 5 6 8'

# ---- The page.
PAD = 34
FACE = SVG ? 'Helvetica' : 'Liberation Sans'
# (the svg terminal knows no bold, but copies the name of a font into the attribute as it is)
BOLD = SVG ? 'Helvetica" font-weight="bold' : 'Liberation Sans:Bold'
size(s) = s * (SVG ? 0.56 : 1.0)     # the terminals disagree on how large a point is
X(x) = x / (1.0*WIDTH)
Y(y) = 1 - (HEAD + y) / (1.0*HEIGHT)

# (eval) Open the output, write title, sub-title and source, and take every ornament off the axes.
canvas(width, body) = sprintf('WIDTH = %g; BODY = %g; ', width, body).PAGE
PAGE = \
  "TITLE_ = wrap(TITLE, 21.5, WIDTH - 2*PAD); SUBTITLE_ = wrap(SUBTITLE, 13, WIDTH - 2*PAD);".\
  "SOURCE_ = wrap(SOURCE, 10.5, WIDTH - 2*PAD);".\
  "HEAD = 32 + 34*lines(TITLE_) + 23*lines(SUBTITLE_); FOOT = 28 + 18*lines(SOURCE_);".\
  "HEIGHT = HEAD + BODY + FOOT;".\
  (SVG ? "set terminal svg size WIDTH,HEIGHT dynamic mouse standalone noenhanced font '".FACE.",14' fontscale 1.3333 background '#ffffff';"\
       : "set terminal pngcairo size 2*WIDTH,2*HEIGHT noenhanced font '".FACE.",14' fontscale 2 linewidth 2 pointscale 2 background '#ffffff';").\
  "set output OUT.(SVG ? '.svg' : '.png');".\
  "set object rectangle from screen -0.01,-0.01 to screen 1.01,1.01 behind fc rgb '#ffffff' fs solid noborder;".\
  "set label TITLE_ at screen X(PAD),Y(38 - HEAD) font BOLD.',20' tc rgb INK;".\
  "set label SUBTITLE_ at screen X(PAD),Y(37 + 34*lines(TITLE_) - HEAD) font FACE.',13' tc rgb MUTED;".\
  "set label SOURCE_ at screen X(PAD),Y(BODY + 22) font FACE.',10.5' tc rgb FAINT;".\
  "unset key; unset border; set tics nomirror scale 0 textcolor rgb MUTED font FACE.',13'; set xtics () offset 0,-0.3; set ytics ();".\
  "set grid lt 1 lw 1 lc rgb GRID; set style fill solid 1 noborder; set errorbars 0"

# (eval) Put the axes into a box; its edges stay known as LEFT, TOP, RIGHT, BOTTOM.
box(l, t, r, b) = sprintf('LEFT = %g; TOP = %g; RIGHT = %g; BOTTOM = %g;', l, t, r, b).\
  "set lmargin at screen X(LEFT); set rmargin at screen X(RIGHT); set tmargin at screen Y(TOP); set bmargin at screen Y(BOTTOM)"

# The pixel of a value on a logarithmic axis that fills the box; values beyond its ends stick to them.
xlog(v, lo, hi) = LEFT + (RIGHT - LEFT) * clamp(log(v/lo)/log(hi/(1.*lo)), 0, 1)
ylog(v, lo, hi) = BOTTOM - (BOTTOM - TOP) * (v > 0 ? clamp(log(v/lo)/log(hi/(1.*lo)), 0, 1) : 0)

# ---- Tables.
# (eval) LIST = the runners of a file, in the order of their first appearance
runners(file) = sprintf("LIST = ''; stats '%s' using (LIST = listed(strcol('runner')), 1) nooutput", file)
listed(r) = strstrt(' '.LIST.' ', ' '.r.' ') ? LIST : LIST.(strlen(LIST) ? ' ' : '').r
# a column's value in the rows of one runner
of(r, name) = strcol('runner') eq r ? column(name) : NaN
# a row's interval in words, or none after too few rounds: gnuplot drops a point whose text has looked at a nan
interval(c) = strcol('low') eq 'nan' ? '' : sprintf(' (%.3g to %.3g)', real(strcol('low')), real(strcol('high')))
# its upper end, or else v
upto(v) = strcol('high') eq 'nan' ? v : real(strcol('high'))

# ---- Labels that never overlap.
array AT[64]; array SIZE[64]; array ORDER[64]; array STEP[64]; array WANT[64]; array HOME[64]; array FROM[64]
array NAME[64]; array TEXT[64]

# (eval) Move AT[1..n], each the middle of a label that is SIZE[i] long, no further than needed to keep them
# apart and between lo and hi. In ascending order, and less the room of those before it, each wants a place
# not below its predecessor's: an isotonic regression, solved here by its max-min formula.
dodge(n, lo, hi) = sprintf('N = %d; LO = %g; HI = %g;', n, lo, hi).\
  "do for [i = 1:N] { ORDER[1 + (sum [j = 1:N] (AT[j] < AT[i] || (AT[j] == AT[i] && j < i)))] = i };".\
  "do for [k = 1:N] { STEP[k] = k == 1 ? 0 : STEP[k-1] + (SIZE[ORDER[k-1]] + SIZE[ORDER[k]])/2. };".\
  "do for [k = 1:N] { WANT[k] = AT[ORDER[k]] - STEP[k] };".\
  "do for [k = 1:N] { best = -1e9;".\
  "  do for [i = 1:k] { worst = 1e9;".\
  "    do for [j = k:N] { worst = min(worst, (sum [m = i:j] WANT[m]) / (j - i + 1.)) };".\
  "    best = max(best, worst) };".\
  "  AT[ORDER[k]] = STEP[k] + max(LO + SIZE[ORDER[1]]/2., min(HI - STEP[N] - SIZE[ORDER[N]]/2., best)) }"

# a text without the name that it begins with, for the name goes in colour
after(name, s) = strstrt(s, name) == 1 ? trim(s[strlen(name) + 1:*]) : trim(s)

# (eval) Write NAME[i] in its colour and TEXT[i] after it at the right of the box, as near to the height AT[i]
# as the others allow, each with a thin line from the end of its curve, HOME[i] from the left.
ends(n) = sprintf("do for [i = 1:%d] { SIZE[i] = 21; FROM[i] = AT[i] };", n).dodge(n, TOP - 12, BOTTOM + 12).";".\
  "do for [i = 1:N] {".\
  "  set arrow from screen X(HOME[i] + 8),Y(FROM[i]) to screen X(RIGHT + 30),Y(AT[i]) nohead lw 1 lc rgb RULE back;".\
  "  set label NAME[i] at screen X(RIGHT + 34),Y(AT[i]) font FACE.',13' tc rgb ink(NAME[i]);".\
  "  set label TEXT[i] at screen X(RIGHT + 42 + length(NAME[i], 13)),Y(AT[i]) font FACE.',11' tc rgb MUTED }"
# how much room the longest of them needs, right of the box
endroom(n) = int(42 + (longest = 0, sum [i = 1:n] (longest = max(longest, length(NAME[i], 13) + length(TEXT[i], 11)), 0), longest))

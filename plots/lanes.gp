# lanes.gp - where the time goes: two panels, in each a block for every runner, in that a lane for every task
# DATA/lanes.tsv       panel runner lane start_ms end_ms state    state: run, wait, await (another task), ready (no core is free), lock
# DATA/lanes-handover.tsv  panel runner at_ms from_lane to_lane   the lock goes from one task to another; may be empty
# DATA/lanes-end.tsv   panel runner end_ms text                   the end of the batch, and its length in words
# DATA/lanes.words     TITLE SUBTITLE SOURCE, PANEL1, PANEL2, LANES, RUNNERS (from top to bottom), XMAX1, XMAX2
load 'plots/theme.gp'
load DATA.'/lanes.words'
FILE = DATA.'/lanes.tsv'; ENDS = DATA.'/lanes-end.tsv'; HANDS = DATA.'/lanes-handover.tsv'
READY = 0xb4bdc8; LOCK = 0xc58a00; AWAIT = 0x7c3aed      # what is not a runner's own doing is thinner, too

# which states occur: the key names no others
SEEN = ' '
stats FILE using (SEEN = strstrt(SEEN, ' '.strcol('state').' ') ? SEEN : SEEN.strcol('state').' ', 1) nooutput
side = 0
do for [r in RUNNERS] { side = max(side, length(r, 14)) }
SIDE = PAD + side + 16
LANE = clamp(120./LANES, 2, 16); TALL = LANES*LANE + 16; GAP = 16; ALL = words(RUNNERS)*(TALL + GAP) - GAP
eval canvas(1120, ALL + 132)
WIDE = (WIDTH - PAD - SIDE - 44) / 2.

nth(r) = sum [i = 1:words(RUNNERS)] (word(RUNNERS, i) eq r ? i : 0)
block(r) = TOP + (nth(r) - 1)*(TALL + GAP)
lane(c) = level('lane')
level(name) = block(strcol('runner')) + 8 + (column(name) + 0.5)*LANE
paint(r, s) = s eq 'run' ? rgb(r) : s eq 'wait' ? tint(r, 0.3) : s eq 'lock' ? LOCK : s eq 'await' ? AWAIT : READY
thick(s) = s eq 'ready' ? 0.14 : s eq 'lock' || s eq 'await' ? 0.25 : 0.42

# the key
x = PAD
array KEY[5] = ['run|on a core', 'wait|waiting', 'await|waiting for another task', 'ready|ready, but no core is free', 'lock|waiting for the GIL']
do for [i = 1:|KEY|] {
  k = KEY[i].''; state = k[1:strstrt(k, '|') - 1]; k = k[strstrt(k, '|') + 1:*]
  if (strstrt(SEEN, ' '.state.' ')) {
    set object rectangle from screen X(x),Y(7 - 14*thick(state)) to screen X(x + 22),Y(7 + 14*thick(state)) fs solid noborder \
      fc rgb paint(word(RUNNERS, min(2, words(RUNNERS))), state)
    set label k at screen X(x + 30),Y(7) font FACE.',11' tc rgb MUTED
    x = x + 56 + length(k, 11)
  }
}
mine(s) = column('panel') == p && strcol('state') eq s && nth(strcol('runner'))

set multiplot
do for [p = 1:2] {
  if (p == 2) { unset label; unset object }
  eval box(p == 1 ? SIDE : SIDE + WIDE + 44, 66, p == 1 ? SIDE + WIDE : WIDTH - PAD, 66 + ALL)
  # room for the longest text right of the last line; a stretch of work is never thinner than a hair
  END = (p == 1 ? XMAX1 : XMAX2) * WIDE / (WIDE - 92.); HAIR = END/WIDE
  set label p == 1 ? PANEL1 : PANEL2 at screen X(LEFT),Y(TOP - 20) font FACE.',15' tc rgb INK
  do for [i = 1:words(RUNNERS)] {
    runner = word(RUNNERS, i); b = block(runner)
    set object rectangle from screen X(LEFT),Y(b) to screen X(RIGHT),Y(b + TALL) behind fc rgb WASH fs solid noborder
    if (p == 1) { set label runner at screen X(LEFT - 14),Y(b + TALL/2) right font FACE.',14' tc rgb ink(runner) }
  }
  STEP = 10**floor(log10(END/4)); STEP = STEP * (END/STEP > 30 ? 10 : END/STEP > 12 ? 5 : END/STEP > 6 ? 2 : 1)
  set xtics ()
  set for [k = 0:12] xtics add ((k == 0 ? '0' : k*STEP < END - 40*HAIR ? seconds(k*STEP) : '') k*STEP)
  set xrange [0:END]; set yrange [BOTTOM:TOP]; unset ytics
  plot for [s in 'wait await ready lock run'] FILE using (mine(s) ? column('start_ms') : -END):(lane(0)):\
      (mine(s) ? column('start_ms') : -END):(mine(s) ? max(column('end_ms'), column('start_ms') + HAIR) : -END):(lane(0) - thick(s)*LANE):(lane(0) + thick(s)*LANE):\
      (paint(strcol('runner'), s)) with boxxyerror lc rgb variable, \
    HANDS using (column('panel') == p ? column('at_ms') : -END):(level('from_lane')):(0):(level('to_lane') - level('from_lane')) \
      with vectors nohead lw 1 lc rgb LOCK, \
    ENDS using (column('panel') == p ? column('end_ms') : -END):(block(strcol('runner')) + 3):(0):(TALL - 6) with vectors nohead lw 1.4 lc rgb INK, \
    ENDS using (column('panel') == p ? column('end_ms') : -END):(block(strcol('runner')) + TALL/2):(strcol('text')) \
      with labels left offset 0.8,0 font FACE.',13' tc rgb INK
}
unset multiplot

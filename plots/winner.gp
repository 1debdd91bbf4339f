# winner.gp - a map of the fastest runner: one cell for each workload (row) and setting (column)
# DATA/winner.tsv     row column row_label column_label runner lead line1 line2 line3
#                     runner: the winner, `none` if the first two are not separated, `invalid` if nothing counts;
#                     lead: its ratio over the runner-up; lines: the words in the cell. A cell may be missing.
# DATA/winner.words   TITLE SUBTITLE SOURCE, ROWS, COLUMNS, COLUMN_AXIS
load 'plots/theme.gp'
load DATA.'/winner.words'
FILE = DATA.'/winner.tsv'

# the labels, the room that the longest row label takes, and whether a cell has to break its second line
CELL = 148.; SIDE = 0; DEEP = 1; n = 0
array ROW[ROWS]; array COLUMN[COLUMNS]; array LAST[ROWS*COLUMNS + 1]
do for [i = 1:ROWS] { ROW[i] = '' }
do for [i = 1:COLUMNS] { COLUMN[i] = '' }
pair(c) = wrap(strcol('line2'), 11, CELL - 14)
stats FILE using (ROW[1 + column('row')] = strcol('row_label'), COLUMN[1 + column('column')] = strcol('column_label'), \
  SIDE = max(SIDE, length(strcol('row_label'), 14)), DEEP = max(DEEP, lines(pair(0))), 1) nooutput
# the third line may be empty, but gnuplot takes an empty last field for the one before: read whole lines
set datafile separator "\n"
last(s) = strstrt(s, "\t") ? last(s[strstrt(s, "\t") + 1:*]) : s
stats FILE using (n = n + 1, LAST[n] = last(strcol(1)), 1) nooutput
set datafile separator tab

SIDE = PAD + min(SIDE, 300) + 16; TALL = 61 + 17*DEEP
eval canvas(int(max(700, SIDE + COLUMNS*CELL + PAD)), ROWS*TALL + 74)
CELL = (WIDTH - SIDE - PAD) / COLUMNS
eval box(SIDE, 8, SIDE + COLUMNS*CELL, 8 + ROWS*TALL)
set xrange [-0.5:COLUMNS - 0.5]
set yrange [ROWS - 0.5:-0.5]
unset grid; unset xtics; unset ytics
do for [i = 1:ROWS] {
  set label wrap(ROW[i].'', 14, SIDE - PAD - 10) at screen X(SIDE - 16),Y(TOP + (i - 0.5)*TALL) right font FACE.',14' tc rgb INK
}
do for [i = 1:COLUMNS] {
  set label COLUMN[i].'' at screen X(SIDE + (i - 0.5)*CELL),Y(BOTTOM + 20) center font FACE.',14' tc rgb MUTED
}
set label COLUMN_AXIS at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 50) center font FACE.',13' tc rgb MUTED

# a claim is a filled cell, the deeper the longer the lead (full at twice as fast); all else is an outline
DX = 0.5 - 3./CELL; DY = 0.5 - 3./TALL
claim(c) = strcol('runner') ne 'none' && strcol('runner') ne 'invalid'
when(yes) = yes ? column('row') : -9
fill(r) = tint(r, 0.14 + 0.36*clamp(log2(max(1, column('lead'))), 0, 1))
pen(c) = claim(0) ? hex(INK) : hex(MUTED)
# the lines stand in the middle of the cell, however many they are
text3(c) = LAST[1 + int(column(0))].''
high(s, h) = strlen(s) ? h*lines(s) : 0
top(c) = -(high(strcol('line1'), 22) + high(pair(0), 17) + high(text3(0), 17)) / 2.
y2(c) = top(0) + high(strcol('line1'), 22) + 9
y3(c) = y2(0) + high(pair(0), 17)

plot FILE using 'column':(when(claim(0))):(DX):(DY):(fill(strcol('runner'))) with boxxyerror lc rgb variable, \
  FILE using 'column':(when(strcol('runner') eq 'invalid')):(DX):(DY) with boxxyerror fs pattern 4 lc rgb GRID, \
  FILE using 'column':(when(!claim(0))):(DX):(DY) with boxxyerror fs empty border rgb RULE lc rgb RULE lw 1.2, \
  FILE using (column('column') - 0.5 + 14/CELL):(when(claim(0)) - 0.5 + 14./TALL):(size(0.9)):(shape(strcol('runner'))):(rgb(strcol('runner'))) \
    with points pointsize variable pointtype variable lc rgb variable lw 1.5, \
  FILE using 'column':(column('row') + (top(0) + 10)/TALL):(strcol('line1')):(pen(0)) with labels font FACE.',13' tc rgb variable, \
  FILE using 'column':(column('row') + y2(0)/TALL):(pair(0)):(pen(0)) with labels font FACE.',11' tc rgb variable, \
  FILE using 'column':(column('row') + y3(0)/TALL):(text3(0)):(pen(0)) with labels font FACE.',10' tc rgb variable

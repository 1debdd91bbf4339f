# memory.gp - what a task costs: peak memory of the process tree over the number of tasks, both logarithmic
# DATA/memory.tsv       runner tasks bytes
# DATA/memory-fit.tsv   runner base_bytes slope_bytes r2 text    (the line base + slope * tasks; nan: no line)
#                       text: what stands at the end of the line; it may begin with the runner's name
# DATA/memory.words     TITLE SUBTITLE SOURCE, XMIN, XMAX, YMIN, YMAX
load 'plots/theme.gp'
load DATA.'/memory.words'
FILE = DATA.'/memory.tsv'

array BASE[64]; array SLOPE[64]; array LAST[64]; array PEAK[64]
n = 0
stats DATA.'/memory-fit.tsv' using (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = after(NAME[n], strcol('text')), \
  BASE[n] = column('base_bytes'), SLOPE[n] = column('slope_bytes'), 1) nooutput
# the last point of each, where its line and its label end
do for [i = 1:n] {
  LAST[i] = 0
  stats FILE using (of(NAME[i], 'tasks') > LAST[i] && finite(column('bytes')) ? \
    (LAST[i] = column('tasks'), PEAK[i] = column('bytes')) : 0, 1) nooutput
}
fit(i, x) = x <= LAST[i] ? BASE[i] + SLOPE[i]*x : NaN

eval canvas(1120, 500)
eval box(104, 16, WIDTH - PAD - endroom(n), 430)
set logscale xy
set xrange [XMIN:XMAX]; set yrange [YMIN:YMAX]
set samples 200
# a tic for each power of two, four, eight ...: as many as stand well apart
XSTEP = ceil(log2(XMAX/XMIN)/11.); YSTEP = YMAX/YMIN < 3 ? 0.25 : ceil(log2(YMAX/YMIN)/9.)
set for [k = 0:40/XSTEP] xtics add (count(2.**(k*XSTEP)) 2.**(k*XSTEP))
set for [k = 0:50/YSTEP] ytics add (bytes(2.**(k*YSTEP)) 2.**(k*YSTEP))
set label 'tasks in flight' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED

do for [i = 1:n] {
  HOME[i] = xlog(max(LAST[i], XMIN), XMIN, XMAX)
  AT[i] = ylog(LAST[i] == 0 ? YMIN : finite(fit(i, LAST[i])) ? fit(i, LAST[i]) : PEAK[i], YMIN, YMAX)
}
eval ends(n)

plot for [i = 1:n] fit(i, x) with lines lw 1.8 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (of(NAME[i], 'tasks')):'bytes' with points pt 7 ps size(1.7) lc rgb '#ffffff', \
  for [i = 1:n] FILE using (of(NAME[i], 'tasks')):'bytes':(sprintf('%s, %s tasks: %.3g MiB', NAME[i], strcol('tasks'), column('bytes')/2**20)) \
    with labels hypertext point pt shape(NAME[i]) ps size(1.15) lw 1.6 lc rgb ink(NAME[i])

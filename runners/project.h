#ifndef RUNNERS_PROJECT_H
#define RUNNERS_PROJECT_H

/* The project's folder: the one above this program, however deep in build/ it lies, that holds this
 * file, such as "plots/theme.gp"; "." if none does. The answer is overwritten by the next call */
const char *project_folder(const char *holding);

#endif

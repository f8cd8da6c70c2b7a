/* The size of the model: a C comment
   over two lines */
#ifndef SIZES_H
#define SIZES_H
#define SCALE 0.5
#ifdef LARGE
      integer nx
      parameter (nx = 400)
#else
      integer nx
      parameter (nx = 4)
#endif
#endif

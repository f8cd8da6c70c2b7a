! RUN: not isotach parse %s
! It would read clean as fixed form, where blanks do not count, but no line is of fixed form alone.
      subroutine s
      real x y
      end

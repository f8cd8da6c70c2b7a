C     A moving mean of odd width; the ends are left as they are.
      subroutine smooth(n, width, a, kind)
      integer n, width, i, j
      real*8 a(n), b(n), w, sum
      character kind
      b = a
      do i = 1 + width/2, n - width/2
        sum = 0
        w = 0
        do j = -width/2, width/2
          if (kind .eq. 'T') then
            sum = sum + (1 + width/2 - abs(j))*b(i+j)
            w = w + 1 + width/2 - abs(j)
          else
            sum = sum + b(i+j)
            w = w + 1
          end if
        end do
        a(i) = sum/w
      end do
      end

      real*8 function roughness(n, a)
      integer n, i
      real*8 a(n)
      roughness = 0
      do i = 2, n
        roughness = roughness + abs(a(i) - a(i-1))
      end do
      end

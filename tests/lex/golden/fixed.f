c RUN: isotach parse --dump=tokens %s
C     fixed form: blanks mean nothing outside character context
      SUBROUTINE SUB(A, N)
      DOUBLE PRECISION X, LONG
     1NAME
      DO10I=1,N
      DO20J=1.10
   10 CONTINUE
      G O T O 30
      INTEGERFUNCTIONX = 3
      CALLFOO(A, 5HA B C)
      IF(N.EQ.1)GOTO30                                                  seq00010
      IF (N .GT. 2) THEN
      ELSEIF(N.EQ.3)THEN
      ENDIF
* an asterisk comment
      X = 'A long string goes on behind column 72 with its blanks kept
     &to the end'
!$acc parallel loop
!$acc&gang vector
	TAB = 1
	1+ 2
30    RETURN
      ENDSUBROUTINESUB

c RUN: isotach parse --dump=tokens %s
C     Words that blanks, line ends and column 72 keep apart, or only seem to.
      SUBROUTINE WORDS( N, A, B, * )
      INTEGER N, I, J, IF1, DO10I, GOTO1
      INTEGER FUNCTIONAL, PURER, RECURSIVELY
      REAL*8 A( N ), B ( N , N ) , X
      DOUBLE PRECISION D, E
      DOUBLE
     $ PRECISION F
      CHARACTER*( * ) C
      CHARACTER*8 C 8, C9
      LOGICAL L
      PARAMETER ( L = . TRUE . )
      COMMON / BLK / D, E
      DATA X / 1. D0 /, I / 5 /
      DO 10 I = 1, N
   10 CONTINUE
      DO 20 J = 1 0, N
      A( J ) = 1. E + 5
 20   CONTINUE
      DO 30, I = 1, 2
   30 B(I, I) = 1 .EQ. 2
      DO WHILE ( A( 1 ) .LT. 1. .AND. .NOT. L )
      END DO
      DO 40 I = 1. 5
   40 D O 1 0 I = 1 . 5
      IF( N .EQ. 1 .OR. X.LE..5 ) GO TO 10
      IF ( N ) 10, 20, 30
      IF ( X .GT. 1 ) THEN
         CALL FOO( A, B( 1, 2 ), C // 'it''s' , 'a' 'b',
     $             N, D O 1 0 I, *10 )
      ELSE IF ( X / = 2 ) THEN
         X = A( 1 ) * * 2
      ELSEIF ( X == 3 ) THEN
         X = X . EQ. 2
      ELSE
         GOTO 20
      ENDIF
      IF ( L ) IF = 3
      CALLFOO = 1
      CALL FOO
      C = 5HA B C
      C A L L FOO ( 9 H A B C D )
      A NAME THAT IS CUT IN COLUMN SEVENTYTWO (ON, ITS, WAY)    =    1 + LON
     $GNAME
      GO TO ( 10, 20 ), I
      ASSIGN 10 TO I
      STOP 'x'
      END SUBROUTINE WORDS
      INTEGER FUNCTION F( X )
      END
      REAL RECURSIVE FUNCTION G( X )
      F = X
      END

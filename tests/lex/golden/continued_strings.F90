! RUN: isotach parse --dump=tree %s
! The preprocessor knows lines only: the text of a continued string is no string to it, what follows its end is one.
#define FOO bar
x = "a_&
&FOO&
&_FOO FOO" // "FOO"
y = "it's FOO" // 'say "FOO'
end

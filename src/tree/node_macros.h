// Empty field macros for node_kinds.def: include this, redefine what is needed, then include the list (which
// undefines them all). No include guard: every use of the list wants a fresh set.
#define NODE(kind, base)
#define END_NODE(kind)
#define CHILD(type, name)
#define LIST(type, name)
#define STMTS(name)
#define NAME(name)
#define TOKEN(name)
#define ENUM(type, name)
#define FLAG(name)
#define GROUP(base)
#define END_GROUP(base)

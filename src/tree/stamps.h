// Stamps: what an edit makes old, so that facts are made anew only where they have to be.
//
// Every edit has a class, by the kind of the statement that it inserts, removes or changes, and gives the
// next version to the tree and to the program unit around it. Who holds facts keeps the version that they
// were made at and asks later whether the unit has a newer stamp of a class that matters. Cost: O(depth) an
// edit, O(statements) of a construct.
#pragma once

#include "tree/tree.h"

namespace isotach {

// The class of an edit that inserts, removes or changes a statement where it stands.
EditClass class_of(const Stmt* statement);

// The innermost program unit, procedure or interface body around a node, the node itself included; or the
// file.
const Node* unit_around(const Node* node);

// The version that the last edit of a class, or of a heavier one, gave to a unit; what lies in units inside
// it does not count. Of the file: whatever was edited anywhere in it. 0: nothing was.
std::uint32_t stamp_of(const Tree& tree, const Node* unit, EditClass lightest);

// For tree/edit.cpp: a statement was inserted below or removed from `parent`, or something inside a statement
// changed.
void stamp_list(Tree& tree, const Node* parent, const Stmt* statement);
void stamp_change(Tree& tree, const Node* node);

} // namespace isotach

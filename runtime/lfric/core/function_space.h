// A finite-element space over one rank's mesh: which dofs its cells have, in which order, and who owns them.
//
// Dofs come in vertical columns, contiguous from bottom to top. Columns are ordered: owned here, annexed (on
// an owned cell, owned elsewhere), halo 1, halo 2, ...; within one class as the cells in their order meet
// them. The copies that a halo exchange of some depth fills are therefore one range of the field's data, from
// last_owned() to last_halo(depth).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "element.h"
#include "local_mesh.h"

namespace lfric {

struct DofColumn {
  Gid first_global; // global id of the lowest dof; those above follow
  int owner;
  int first; // place in the field's data, from 0
  int length;
};

class FunctionSpace {
 public:
  // `order` as in make_element(). `ndata` values for each dof: side by side when ndata_first, else one column
  // of each.
  FunctionSpace(std::shared_ptr<const LocalMesh> mesh, int nlayers, Space space, int order, int ndata,
                bool ndata_first);

  const LocalMesh& mesh() const { return *mesh_; }
  const Element& element() const { return element_; }
  int nlayers() const { return nlayers_; }
  int ndata() const { return ndata_; }
  int order() const { return order_; }
  bool ndata_first() const { return ndata_first_; }

  // Whether cells of neighbouring columns share dofs.
  bool is_continuous() const;

  int ndf() const { return element_.ndf(); }
  int undf() const { return last_halo(mesh_->halo_depth()); }
  int last_owned() const { return class_end_[0]; }
  int last_annexed() const { return class_end_[1]; }
  int last_halo(int depth) const { return class_end_[1 + depth]; }
  std::int64_t global_count() const { return global_count_; }

  // ndf values for each cell, counted from 1 as Fortran does: where the cell's dof of the lowest layer is.
  std::span<const int> dofmap() const { return dofmap_; }
  std::span<const DofColumn> columns() const { return columns_; }
  // Columns whose class is owned, annexed, halo 1, ...: those before the result.
  int columns_owned() const { return column_class_end_[0]; }
  int columns_to(int depth) const { return column_class_end_[1 + depth]; }
  // Of every dof held.
  std::vector<std::int64_t> global_ids() const;
  // The column a dof is in.
  const DofColumn& column_of(int dof) const;
  // Zeros for dofs on the bottom (first ndf values) and on the top (the others); else ones.
  std::vector<int> boundary() const;

 private:
  std::shared_ptr<const LocalMesh> mesh_;
  int nlayers_, ndata_, order_;
  bool ndata_first_;
  Element element_;
  std::vector<int> dofmap_, class_end_, column_class_end_;
  std::vector<DofColumn> columns_;
  std::int64_t global_count_ = 0;
};

} // namespace lfric

// Numbering the dof columns of a space.
#include "function_space.h"

#include <algorithm>
#include <map>

namespace lfric {

FunctionSpace::FunctionSpace(std::shared_ptr<const LocalMesh> mesh, int nlayers, Space space, int order,
                             int ndata, bool ndata_first)
    : mesh_(std::move(mesh)), nlayers_(nlayers), ndata_(ndata), order_(order), ndata_first_(ndata_first),
      element_(make_element(space, order)) {
  const LocalMesh& m = *mesh_;
  const Topology& topology = m.topology();

  // Columns over the same kind of entity, with the same copy number, share a table and a range of global ids.
  struct Table {
    Gid global_base;
    int length;
    std::vector<int> number; // of the column over each entity, or -1
  };
  std::map<std::pair<Entity, int>, Table> tables;
  std::vector<Table*> table_of;
  for (const Column& column : element_.columns) {
    const auto [place, is_new] = tables.try_emplace({column.entity, column.copy});
    if (is_new) {
      const bool cell = column.entity == Entity::Cell, edge = column.entity == Entity::Edge;
      const Gid entities = cell   ? topology.cell_count()
                           : edge ? topology.edge_count()
                                  : topology.vertex_count();
      const int held = cell ? m.cell_count() : edge ? m.edges().count() : m.vertices().count();
      place->second = {global_count_, (nlayers + column.on_levels) * ndata, std::vector<int>(held, -1)};
      global_count_ += entities * place->second.length;
    }
  }
  for (const Column& column : element_.columns) table_of.push_back(&tables.at({column.entity, column.copy}));

  // Class 0: owned, 1: annexed, 1 + d: halo d. The first cell that has a column decides, since cells come in
  // that order.
  const int classes = m.halo_depth() + 2;
  std::vector<std::vector<DofColumn>> by_class(classes);
  std::vector<std::vector<int*>> places(
      classes); // where the table keeps the number, until all classes are counted
  const auto entity_on = [&](const Column& column, int cell) {
    if (column.entity == Entity::Cell) return cell;
    const Entities& entities = column.entity == Entity::Edge ? m.edges() : m.vertices();
    return entities.on_cell[4 * static_cast<std::size_t>(cell) + column.local];
  };
  for (int cell = 0; cell < m.cell_count(); ++cell) {
    for (std::size_t c = 0; c < element_.columns.size(); ++c) {
      const Column& column = element_.columns[c];
      Table& table = *table_of[c];
      const int entity = entity_on(column, cell);
      if (table.number[entity] >= 0) continue;
      table.number[entity] = 0;
      const Entities& entities = column.entity == Entity::Edge ? m.edges() : m.vertices();
      const bool is_cell = column.entity == Entity::Cell;
      const int owner = is_cell ? m.owner()[cell] : entities.owner[entity];
      const Gid gid = is_cell ? m.gid()[cell] : entities.gid[entity];
      const int kind = owner == m.rank() ? 0 : 1 + m.ring(cell);
      by_class[kind].push_back({table.global_base + gid * table.length, owner, 0, table.length});
      places[kind].push_back(&table.number[entity]);
    }
  }
  int next = 0;
  for (int kind = 0; kind < classes; ++kind) {
    for (std::size_t i = 0; i < by_class[kind].size(); ++i) {
      DofColumn& column = by_class[kind][i];
      column.first = next;
      next += column.length;
      *places[kind][i] = static_cast<int>(columns_.size());
      columns_.push_back(column);
    }
    class_end_.push_back(next);
    column_class_end_.push_back(static_cast<int>(columns_.size()));
  }

  const int step = ndata_first ? ndata : 1;
  dofmap_.reserve(static_cast<std::size_t>(m.cell_count()) * ndf());
  for (int cell = 0; cell < m.cell_count(); ++cell) {
    for (const Dof& dof : element_.dofs) {
      const int number = table_of[dof.column]->number[entity_on(element_.columns[dof.column], cell)];
      dofmap_.push_back(columns_[number].first + dof.level * step + 1);
    }
  }
}

bool FunctionSpace::is_continuous() const {
  return std::any_of(element_.columns.begin(), element_.columns.end(),
                     [](const Column& column) { return column.entity != Entity::Cell; });
}

std::vector<std::int64_t> FunctionSpace::global_ids() const {
  std::vector<std::int64_t> ids(undf());
  for (const DofColumn& column : columns_)
    for (int k = 0; k < column.length; ++k) ids[column.first + k] = column.first_global + k;
  return ids;
}

const DofColumn& FunctionSpace::column_of(int dof) const {
  const auto after =
      std::upper_bound(columns_.begin(), columns_.end(), dof,
                       [](int value, const DofColumn& column) { return value < column.first; });
  return *(after - 1);
}

std::vector<int> FunctionSpace::boundary() const {
  std::vector<int> values;
  for (int df = 0; df < ndf(); ++df) values.push_back(element_.on_bottom(df) ? 0 : 1);
  for (int df = 0; df < ndf(); ++df) values.push_back(element_.on_top(df) ? 0 : 1);
  return values;
}

} // namespace lfric

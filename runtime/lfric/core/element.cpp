// The tables of the spaces.
#include "element.h"

namespace lfric {
namespace {

constexpr std::array<std::array<int, 3>, 6> kFace{
    {{-1, 0, 0}, {0, -1, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}}};
constexpr std::array<std::array<double, 3>, 6> kNormal{
    {{1, 0, 0}, {0, -1, 0}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, 1}}};
constexpr std::array<std::array<int, 2>, 4> kCorner{{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}};

bool is_vector(Space space) {
  switch (space) {
  case Space::W1:
  case Space::W2:
  case Space::W2V:
  case Space::W2H:
  case Space::W2broken:
  case Space::W2Hbroken: return true;
  default: return false;
  }
}

constexpr std::array<double, 3> kScalar{1, 0, 0};

// Dofs on faces `first` to `last`; broken faces belong to their cell alone.
void add_faces(Element& element, int first, int last, bool broken) {
  const int start = static_cast<int>(element.columns.size());
  for (int face = first; face <= last; ++face) {
    const bool side = face < 4;
    if (broken) {
      element.columns.push_back({Entity::Cell, 0, face, false});
    } else if (side) {
      element.columns.push_back({Entity::Edge, face, 0, false});
    } else if (face == 4 || first == 5) {
      element.columns.push_back({Entity::Cell, 0, 0, true});
    }
    const int column = broken || side ? start + face - first : static_cast<int>(element.columns.size()) - 1;
    element.dofs.push_back({column, !broken && face == 5 ? 1 : 0, kFace[face],
                            is_vector(element.space) ? kNormal[face] : kScalar});
  }
}

} // namespace

std::string_view name_of(Space space) {
  constexpr std::array<std::string_view, 14> names{"?",        "W0",       "W1",        "W2",      "W2V",
                                                   "W2H",      "W2broken", "W2Hbroken", "W2trace", "W2Vtrace",
                                                   "W2Htrace", "W3",       "Wtheta",    "Wchi"};
  return names[is_valid_space(static_cast<int>(space)) ? static_cast<int>(space) : 0];
}

bool is_valid_space(int number) { return number >= 1 && number <= 13; }

Element make_element(Space space, int order) {
  Element element{space, {}, {}, is_vector(space) ? 3 : 1, is_vector(space) && space != Space::W1 ? 1 : 3};
  switch (space) {
  case Space::W0:
    for (int k = 0; k < 4; ++k) element.columns.push_back({Entity::Vertex, k, 0, true});
    for (int z = 0; z < 2; ++z)
      for (int k = 0; k < 4; ++k)
        element.dofs.push_back({k, z, {kCorner[k][0], kCorner[k][1], 2 * z - 1}, kScalar});
    break;
  case Space::W1: {
    for (int k = 0; k < 4; ++k) element.columns.push_back({Entity::Edge, k, 0, true});
    for (int k = 0; k < 4; ++k) element.columns.push_back({Entity::Vertex, k, 0, false});
    // Tangents: along y on the west and east sides, along x on the south and north sides.
    const auto flat = [&](int z) {
      for (int k = 0; k < 4; ++k) {
        const std::array<double, 3> tangent =
            k % 2 == 0 ? std::array<double, 3>{0, 1, 0} : std::array<double, 3>{1, 0, 0};
        element.dofs.push_back({k, z, {kFace[k][0], kFace[k][1], 2 * z - 1}, tangent});
      }
    };
    flat(0);
    for (int k = 0; k < 4; ++k)
      element.dofs.push_back({4 + k, 0, {kCorner[k][0], kCorner[k][1], 0}, {0, 0, 1}});
    flat(1);
    break;
  }
  case Space::W2:
  case Space::W2trace: add_faces(element, 0, 5, false); break;
  case Space::W2H:
  case Space::W2Htrace: add_faces(element, 0, 3, false); break;
  case Space::W2V:
  case Space::W2Vtrace: add_faces(element, 4, 5, false); break;
  case Space::W2broken: add_faces(element, 0, 5, true); break;
  case Space::W2Hbroken: add_faces(element, 0, 3, true); break;
  case Space::Wtheta:
    element.columns.push_back({Entity::Cell, 0, 0, true});
    for (int z = 0; z < 2; ++z) element.dofs.push_back({0, z, {0, 0, 2 * z - 1}, kScalar});
    break;
  case Space::W3:
  case Space::Wchi:
    if (order == 0) {
      element.columns.push_back({Entity::Cell, 0, 0, false});
      element.dofs.push_back({0, 0, {0, 0, 0}, kScalar});
    } else {
      for (int k = 0; k < 8; ++k) {
        element.columns.push_back({Entity::Cell, 0, k, false});
        element.dofs.push_back({k, 0, {k & 1 ? 1 : -1, k & 2 ? 1 : -1, k & 4 ? 1 : -1}, kScalar});
      }
    }
    break;
  }
  return element;
}

std::array<double, 3> Element::node(int df) const {
  std::array<double, 3> at{};
  for (int d = 0; d < 3; ++d) at[d] = (dofs[df].factor[d] + 1) / 2.0;
  return at;
}

void Element::basis(int df, const std::array<double, 3>& at, double* out) const {
  double value = 1.0;
  for (int d = 0; d < 3; ++d) {
    const int factor = dofs[df].factor[d];
    value *= factor < 0 ? 1.0 - at[d] : factor > 0 ? at[d] : 1.0;
  }
  for (int d = 0; d < dim; ++d) out[d] = value * dofs[df].vector[d];
}

void Element::diff_basis(int df, const std::array<double, 3>& at, double* out) const {
  std::array<double, 3> gradient{};
  for (int d = 0; d < 3; ++d) {
    double value = 1.0;
    for (int e = 0; e < 3; ++e) {
      const int factor = dofs[df].factor[e];
      value *= e == d ? factor : factor < 0 ? 1.0 - at[e] : factor > 0 ? at[e] : 1.0;
    }
    gradient[d] = value;
  }
  const auto& v = dofs[df].vector;
  if (dim == 1) {
    for (int d = 0; d < 3; ++d) out[d] = gradient[d];
  } else if (dim_diff == 3) {
    for (int d = 0; d < 3; ++d)
      out[d] = gradient[(d + 1) % 3] * v[(d + 2) % 3] - gradient[(d + 2) % 3] * v[(d + 1) % 3];
  } else {
    out[0] = gradient[0] * v[0] + gradient[1] * v[1] + gradient[2] * v[2];
  }
}

bool Element::on_bottom(int df) const { return space != Space::Wchi && dofs[df].factor[2] < 0; }
bool Element::on_top(int df) const { return space != Space::Wchi && dofs[df].factor[2] > 0; }

} // namespace lfric

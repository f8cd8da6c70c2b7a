// What END statements close, by the word behind END and by both in one word.
#pragma once

#include <array>

#include "tree/tree.h"

namespace isotach {

struct EndWords {
  std::uint32_t behind, joined;
  BlockKind block;
};
inline constexpr EndWords end_words[] = {
    {kw::associate, kw::endassociate, BlockKind::associate},
    {kw::block, kw::endblock, BlockKind::block},
    {kw::blockdata, kw::endblockdata, BlockKind::block_data},
    {kw::critical, kw::endcritical, BlockKind::critical},
    {kw::do_, kw::enddo, BlockKind::do_},
    {kw::enum_, kw::endenum, BlockKind::enum_},
    {kw::forall, kw::endforall, BlockKind::forall},
    {kw::function, kw::endfunction, BlockKind::function},
    {kw::if_, kw::endif, BlockKind::if_},
    {kw::interface, kw::endinterface, BlockKind::interface},
    {kw::map, kw::endmap, BlockKind::map},
    {kw::module_, kw::endmodule, BlockKind::module},
    {kw::procedure, kw::endprocedure, BlockKind::procedure},
    {kw::program, kw::endprogram, BlockKind::program},
    {kw::select, kw::endselect, BlockKind::select},
    {kw::structure, kw::endstructure, BlockKind::structure},
    {kw::submodule, kw::endsubmodule, BlockKind::submodule},
    {kw::subroutine, kw::endsubroutine, BlockKind::subroutine},
    {kw::team, kw::endteam, BlockKind::team},
    {kw::type, kw::endtype, BlockKind::type},
    {kw::union_, kw::endunion, BlockKind::union_},
    {kw::where, kw::endwhere, BlockKind::where},
};

// The same by keyword; plain where a word closes nothing.
using BlockByKeyword = std::array<BlockKind, kw::count>;
constexpr BlockByKeyword by_keyword(std::uint32_t EndWords::*word) {
  BlockByKeyword blocks{};
  for (const EndWords& words : end_words) blocks[words.*word] = words.block;
  return blocks;
}
inline constexpr BlockByKeyword closed_behind_end = by_keyword(&EndWords::behind);
inline constexpr BlockByKeyword closed_by = by_keyword(&EndWords::joined);

} // namespace isotach

"""Symbol tables: the names of a scope, with what scripts add to them.

A name that a script adds is declared at once in the Fortran of its procedure, so that what is written and what the table
says cannot differ. Names of an invoke are read from the procedure that would be written for it now: they can be asked
for and not added to.
"""

from __future__ import annotations

from .created import reread, set_arguments
from .declarations import declaration_of, definition_of, use_of
from .errors import GenerationError, InternalError, UnsupportedByIsotach
from .node import CLASSES, Node, ScopingNode, once, raise_refused
from .symbols import (
    ArgumentInterface,
    ArrayType,
    AutomaticInterface,
    ContainerSymbol,
    DataSymbol,
    DataTypeSymbol,
    DefaultModuleInterface,
    ImportInterface,
    NoType,
    Open,
    RoutineSymbol,
    ScalarType,
    StaticInterface,
    Symbol,
    SymbolError,
    SymbolInterface,
    TypedSymbol,
    UnknownInterface,
    UnresolvedInterface,
    UnresolvedType,
    UnsupportedFortranType,
)

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

__all__ = ["SymbolTable"]


class SymbolTable(Open):
    """The names of a scope."""

    def __init__(self, node: ScopingNode | None = None, default_visibility: Any = None):
        if node is not None and not isinstance(node, ScopingNode):
            raise TypeError(f"a symbol table is of a ScopingNode, not of a {type(node).__name__}")
        self._node: Any = node  # None: of a script's own, until a procedure or module is made with it
        self._symbols: dict[str, Symbol] = {}
        self._tags: dict[str, Symbol] = {}
        self._arguments: list[Any] = []  # of a table of its own
        self._default_visibility = default_visibility or Symbol.Visibility.PUBLIC
        if node is not None:
            self._read()

    def _attach(self, node: ScopingNode) -> None:
        """Makes it the table of what declares its symbols."""
        self._node = node
        for symbol in self._symbols.values():
            symbol._table = self
        self._read()

    def _read(self) -> None:
        """Takes in what is declared now; a symbol that is known stays the same object."""
        for entry in self._node._workspace.core.symbols(self._node._number):
            if entry[0].lower() not in self._symbols:
                symbol = _made(self, *entry)
                symbol._table = self
                self._symbols[symbol.name.lower()] = symbol

    def renew(self) -> None:
        """What an invoke declares follows from what it executes now."""
        names = {entry[0].lower() for entry in self._node._workspace.core.symbols(self._node._number)}
        if not names and isinstance(self._node, CLASSES["InvokeSchedule"]):
            raise GenerationError("what the script has made of this invoke cannot be written as it is now")
        self._symbols = {name: symbol for name, symbol in self._symbols.items() if name in names}
        self._read()

    @property
    def node(self) -> ScopingNode | None:
        return self._node

    @property
    def default_visibility(self) -> Any:
        """What names of a module are that no declaration says it of."""
        return self._default_visibility

    @property
    def symbols(self) -> list[Symbol]:
        return list(self._symbols.values())

    @property
    def symbols_dict(self) -> dict[str, Symbol]:
        return dict(self._symbols)

    @property
    def datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.symbols if isinstance(symbol, DataSymbol)]

    @property
    def containersymbols(self) -> list[ContainerSymbol]:
        return [symbol for symbol in self.symbols if isinstance(symbol, ContainerSymbol)]

    @property
    def argument_list(self) -> list[DataSymbol]:
        """The dummy arguments, in their order."""
        if self._node is None:
            return list(self._arguments)
        names = self._node._workspace.core.argument_names(self._node._number)
        return [self._symbols[name] for name in names]  # type: ignore[misc]

    @property
    def argument_datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.datasymbols if symbol.is_argument]

    @property
    def automatic_datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.datasymbols if symbol.is_automatic]

    @property
    def imported_symbols(self) -> list[Symbol]:
        return [symbol for symbol in self.symbols if symbol.is_import]

    def parent_symbol_table(self, scope_limit: Node | None = None) -> SymbolTable | None:
        """That of the scope around this one; None: there is none."""
        around = None if self._node is None else self._node.ancestor(ScopingNode)
        while around is not None and around is not scope_limit:
            if around._workspace.core.symbols(around._number):
                return around.symbol_table  # type: ignore[attr-defined]
            around = around.ancestor(ScopingNode)
        return None

    def lookup(
        self, name: str, visibility: Any = None, scope_limit: Node | None = None, otherwise: Any = KeyError
    ) -> Any:
        """The symbol of a name here or in a scope around. KeyError: there is none and no `otherwise` is given."""
        if not isinstance(name, str):
            raise TypeError(f"Expected the name argument to the lookup() method to be a str but found "
                            f"'{type(name).__name__}'.")  # fmt: skip
        table: SymbolTable | None = self
        while table is not None:
            found = table._symbols.get(name.lower())
            if found is not None and (visibility is None or found.visibility is visibility):
                return found
            table = None if table._node is scope_limit else table.parent_symbol_table()
        if otherwise is KeyError:
            raise KeyError(f"Could not find '{name}' in the Symbol Table.")
        return otherwise

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._symbols

    def __getitem__(self, name: str) -> Symbol:
        return self._symbols[name.lower()]

    # ---- tags ----
    @property
    def tags_dict(self) -> dict[str, Symbol]:
        """The symbols of this scope that a script gave tags to."""
        return dict(self._tags)

    def get_tags(self) -> dict[str, Symbol]:
        """Those of the scopes around too."""
        outer = self.parent_symbol_table()
        return {**(outer.get_tags() if outer else {}), **self._tags}

    def lookup_with_tag(self, tag: str) -> Symbol:
        if not isinstance(tag, str):
            raise TypeError(f"Expected the tag argument to the lookup_with_tag() method to be a str but found "
                            f"'{type(tag).__name__}'.")  # fmt: skip
        tags = self.get_tags()
        if tag not in tags:
            raise KeyError(f"Could not find the tag '{tag}' in the Symbol Table.")
        return tags[tag]

    # ---- what a script adds ----
    def next_available_name(
        self, root_name: str | None = None, shadowing: bool = False, other_table: Any = None
    ) -> str:
        """A name that no symbol has, here and in the scopes around."""
        if shadowing or other_table is not None:
            raise UnsupportedByIsotach("a name that hides one of a scope around is not made yet")
        root = root_name or "psyir_tmp"
        name, number = root, 1
        while self._is_taken(name):
            name, number = f"{root}_{number}", number + 1
        return name

    def _is_taken(self, name: str) -> bool:
        if self.lookup(name, otherwise=None) is not None:
            return True
        if self._node is None:
            return False
        # Names that no table of ours has: of functions and procedures that are called, and of scopes inside.
        home: Any = self._home()
        references: list[Any] = home.walk((CLASSES["Reference"], CLASSES["Routine"]))
        loops: list[Any] = [table for table in once(home, "_inner", list) if name.lower() in table._symbols]
        return bool(loops) or any(one.name.lower() == name.lower() for one in references)

    def new_symbol(
        self,
        root_name: str | None = None,
        tag: str | None = None,
        shadowing: bool = False,
        symbol_type: Any = None,
        allow_renaming: bool = True,
        **symbol_init_args: Any,
    ) -> Any:
        """A symbol with this name, or one like it that is free, declared here."""
        cls = symbol_type or Symbol
        if not (isinstance(cls, type) and issubclass(cls, Symbol)):
            raise TypeError(f"The symbol_type parameter should be of type Symbol or one of its sub-classes but found "
                            f"'{cls}' instead.")  # fmt: skip
        if tag is not None and tag in self.get_tags():
            raise KeyError(f"Symbol table already contains the tag '{tag}' for the symbol "
                           f"'{self.get_tags()[tag].name}', so it can't be associated with the new symbol.")  # fmt: skip
        name = self.next_available_name(root_name, shadowing)
        if not allow_renaming and name != root_name:
            raise SymbolError(f"Cannot create symbol '{root_name}' as a symbol with that name already exists in this "
                              f"scope, and renaming is disallowed.")  # fmt: skip
        symbol = cls(name, **symbol_init_args)
        self.add(symbol, tag)
        return symbol

    def find_or_create(self, name: str, **new_symbol_args: Any) -> Any:
        """The symbol of a name, here or in a scope around; else a new one."""
        found = self.lookup(name, otherwise=None)
        return found if found is not None else self.new_symbol(name, allow_renaming=False, **new_symbol_args)

    def find_or_create_tag(self, tag: str, root_name: str | None = None, **new_symbol_args: Any) -> Any:
        """The symbol that a script gave a tag to; else a new one with it."""
        known = self.get_tags().get(tag)
        if known is not None:
            return known
        return self.new_symbol(root_name or tag, tag=tag, **new_symbol_args)

    def add(self, new_symbol: Symbol, tag: str | None = None) -> None:
        """Declares a symbol that a script has made. KeyError: the name, or the tag, is there already."""
        if not isinstance(new_symbol, Symbol):
            raise InternalError(f"Symbol '{new_symbol}' is not a symbol, but '{type(new_symbol).__name__}'.")
        key = new_symbol.name.lower()
        if key in self._symbols:
            raise KeyError(f"Symbol table already contains a symbol with name '{new_symbol.name}'.")
        if tag is not None and tag in self.get_tags():
            raise KeyError(f"Symbol table already contains the tag '{tag}' for the symbol "
                           f"'{self.get_tags()[tag].name}', so it can't be associated with symbol "
                           f"'{new_symbol.name}'.")  # fmt: skip
        if self._home() is not self._node and self.lookup(key, otherwise=None) is not None:
            raise UnsupportedByIsotach(f"'{new_symbol.name}' would hide a name of a scope around; give it another")
        container = getattr(new_symbol.interface, "container_symbol", None)
        if container is not None and self.lookup(container.name, otherwise=None) is not container:
            raise SymbolError(f"Cannot add {type(new_symbol).__name__} '{new_symbol.name}' because it is imported "
                              f"from '{container.name}' but that ContainerSymbol is not in scope.")  # fmt: skip
        self._declare(new_symbol)
        if self._node is not None:
            new_symbol._table = self
        self._symbols[key] = new_symbol
        if tag is not None:
            self._tags[tag] = new_symbol

    def _home(self) -> ScopingNode | None:
        """The procedure or module that declares what this scope has: no smaller one does."""
        if self._node is None:
            return None
        node: Any = self._node.ancestor((CLASSES["Routine"], CLASSES["Container"]), include_self=True)
        return self._node if node is None else node

    def _declare(self, symbol: Symbol) -> None:
        home: Any = self._home()
        text = None if home is None else self._declaration(symbol)
        if text is None:
            return
        raise_refused(home._workspace.core.declare(home._number, text))
        if home is not self._node:
            once(home, "_inner", list).append(self)

    def _declaration(self, symbol: Symbol) -> str | None:
        """What declares a symbol; None: nothing has to."""
        if isinstance(symbol, ContainerSymbol):
            return f"use {symbol.name}" if symbol.wildcard_import else None  # else with the first name from it
        if isinstance(symbol.interface, ImportInterface):
            return use_of(symbol)
        if isinstance(symbol.interface, UnresolvedInterface):
            tables: list[SymbolTable] = [self]
            while (outer := tables[-1].parent_symbol_table()) is not None:
                tables.append(outer)
            if not any(one.wildcard_import for table in tables for one in table.containersymbols):
                raise UnsupportedByIsotach(
                    f"nothing here says where '{symbol.name}' comes from; add its ContainerSymbol, with "
                    "wildcard_import=True, before it"
                )
            return None
        if isinstance(symbol, DataTypeSymbol):
            return definition_of(symbol, isinstance(self._home(), CLASSES["Routine"]), self.default_visibility)
        if isinstance(symbol, RoutineSymbol) or not isinstance(symbol, TypedSymbol):
            return None  # a procedure of the same module; a name that gets its type by specialise()
        if isinstance(symbol.interface, ArgumentInterface) and not self._node._workspace.own:
            raise UnsupportedByIsotach(
                "the dummy arguments of a procedure of this file cannot be changed by a script yet"
            )
        if not isinstance(symbol, DataSymbol):
            raise UnsupportedByIsotach(f"a {type(symbol).__name__} cannot be declared by a script yet")
        element = symbol.datatype.datatype if isinstance(symbol.datatype, ArrayType) else symbol.datatype
        loose = self._node.root is self._home()  # a module around it may come, with the type
        if not loose and isinstance(element, DataTypeSymbol) and self.lookup(element.name, otherwise=None) is None:
            raise UnsupportedByIsotach(f"no type '{element.name}' is known where '{symbol.name}' would be declared")
        return declaration_of(symbol, isinstance(self._home(), CLASSES["Routine"]), self.default_visibility)

    # ---- dummy arguments ----
    def specify_argument_list(self, argument_symbols: list[DataSymbol]) -> None:
        """Says which symbols are the dummy arguments, in their order. ValueError: one is not an argument."""
        for symbol in argument_symbols:
            if not isinstance(symbol, DataSymbol):
                raise TypeError(f"a dummy argument is a DataSymbol, not a {type(symbol).__name__}")
            if not symbol.is_argument:
                raise ValueError(f"'{symbol.name}' has no ArgumentInterface, and cannot be a dummy argument")
            if self._symbols.get(symbol.name.lower()) is not symbol:
                raise ValueError(f"'{symbol.name}' is not in this symbol table")
        if self._node is None:
            self._arguments = list(argument_symbols)
        elif [one.name.lower() for one in argument_symbols] != [one.name.lower() for one in self.argument_list]:
            set_arguments(self, argument_symbols)

    def append_argument(self, argument: DataSymbol) -> None:
        """Adds a symbol as the last dummy argument."""
        self.insert_argument(len(self.argument_list), argument)

    def insert_argument(self, index: int, argument: DataSymbol) -> None:
        """Adds a symbol as the dummy argument at a place."""
        arguments = self.argument_list
        arguments.insert(index, argument)
        if not argument.is_argument:
            raise ValueError(f"'{argument.name}' has no ArgumentInterface, and cannot be a dummy argument")
        if argument.name.lower() not in self._symbols:
            self.add(argument)
        self.specify_argument_list(arguments)

    # ---- what a script changes ----
    def rename_symbol(self, symbol: Symbol, name: str, dry_run: bool = False) -> None:
        """Gives a symbol another name, here and wherever its procedure mentions it. KeyError: the name is taken."""
        if not isinstance(symbol, Symbol):
            raise TypeError(f"rename_symbol() expects a Symbol, not a {type(symbol).__name__}")
        if not isinstance(name, str):
            raise TypeError(f"the name of a symbol is a str, not a {type(name).__name__}")
        if self._symbols.get(symbol.name.lower()) is not symbol:
            raise ValueError(f"'{symbol.name}' is not in this symbol table")
        if name.lower() in self._symbols and name.lower() != symbol.name.lower():
            raise KeyError(f"'{name}' is in this symbol table already")
        if dry_run:
            return
        if self._node is not None:
            home: Any = self._home()
            reread(home)
            raise_refused(home._workspace.core.rename(home._number, symbol.name, name))
        self._symbols = {name.lower() if one is symbol else key: one for key, one in self._symbols.items()}
        symbol._name = name

    def remove(self, symbol: Symbol) -> None:
        """Takes a symbol out of a table that declares nothing yet. KeyError: it is not there."""
        if self._symbols.get(symbol.name.lower()) is not symbol:
            raise KeyError(f"'{symbol.name}' is not in this symbol table")
        if self._node is not None:
            raise UnsupportedByIsotach(f"'{symbol.name}' is declared, which cannot be taken back yet")
        del self._symbols[symbol.name.lower()]
        self._tags = {tag: one for tag, one in self._tags.items() if one is not symbol}

    # ---- which there are ----
    @property
    def datatypesymbols(self) -> list[DataTypeSymbol]:
        return [symbol for symbol in self.symbols if isinstance(symbol, DataTypeSymbol)]

    @property
    def unresolved_datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.datasymbols if symbol.is_unresolved]

    def symbols_imported_from(self, csymbol: ContainerSymbol) -> list[Symbol]:
        """The names of this scope that come from a module. KeyError: it does not use it."""
        if not isinstance(csymbol, ContainerSymbol):
            raise TypeError(f"symbols_imported_from() expects a ContainerSymbol but got an object of type "
                            f"'{type(csymbol).__name__}'")  # fmt: skip
        if self.lookup(csymbol.name) is not csymbol:
            raise KeyError(f"The '{csymbol.name}' entry in this SymbolTable is not the supplied ContainerSymbol.")
        return [one for one in self.imported_symbols if one.interface.container_symbol is csymbol]  # type: ignore[attr-defined]

    def get_symbols(self, scope_limit: Node | None = None) -> dict[str, Symbol]:
        """The names of this scope and of those around."""
        outer = None if self._node is scope_limit else self.parent_symbol_table(scope_limit)
        return {**(outer.get_symbols(scope_limit) if outer else {}), **self._symbols}

    def is_empty(self) -> bool:
        return not self._symbols

    @property
    def scope(self) -> ScopingNode:
        return self._node

    def view(self) -> str:
        """The symbols by their classes, a line each."""
        node: Any = self._node
        name = f" '{node.name}'" if hasattr(node, "name") else ""
        title = f"Symbol Table of {type(node).__name__}{name}:" if node is not None else "Symbol Table:"
        lines = [title, "-" * len(title)]
        for kind in sorted({type(symbol).__name__ for symbol in self.symbols}):
            lines.append(f"{kind}:")
            lines += [f"  {symbol}" for symbol in self.symbols if type(symbol).__name__ == kind]
        return "\n".join(lines) + "\n"

    __str__ = view


# ---- what is declared, as symbols ----
def _type(table: SymbolTable, kind: str, precision: str, length: str, declaration: str, shape: list[str]) -> Any:
    if kind in ("Unresolved", ""):
        return UnresolvedType()
    if kind == "NoType":
        return NoType()
    if kind == "Unsupported":
        return UnsupportedFortranType(declaration, shape)
    scalar: Any
    if kind.startswith("type "):
        name = kind[5:]
        scalar = table.lookup(name, otherwise=None) or DataTypeSymbol(name, UnresolvedType())
    else:
        known = ScalarType.Precision.__members__.get(precision)
        long: Any = {"*": ScalarType.CharLengthParameter.ASSUMED, ":": ScalarType.CharLengthParameter.DEFERRED}.get(
            length, length or "1"
        )
        scalar = ScalarType(ScalarType.Intrinsic[kind], known or precision, long if kind == "CHARACTER" else None)
    if not shape:
        return scalar
    return ArrayType(scalar, [ArrayType.Extent.__members__.get(one) or one for one in shape])


def _made(table: SymbolTable, name: str, kind: str, type_: str, precision: str, length: str, interface: str, value: str,
          declaration: str, shape: list[str], is_public: bool, is_constant: bool) -> Symbol:  # fmt: skip
    word, *rest = interface.split()
    made: SymbolInterface
    if word == "Import":
        module = table._symbols.get(rest[0]) or ContainerSymbol(rest[0])
        made = ImportInterface(module, rest[1] if rest[1] != name else None)  # type: ignore[arg-type]
    elif word == "Argument":
        made = ArgumentInterface(ArgumentInterface.Access[rest[0]])
    else:
        plain: dict[str, type[SymbolInterface]] = {"Static": StaticInterface, "DefaultModule": DefaultModuleInterface}
        made = plain.get(word, AutomaticInterface)()
    if type_ == "Unsupported" and word != "Argument":
        made = UnknownInterface()
    visibility = Symbol.Visibility.PUBLIC if is_public else Symbol.Visibility.PRIVATE
    if kind == "ContainerSymbol":
        return ContainerSymbol(name, bool(rest), visibility)
    if kind == "Symbol":
        return Symbol(name, visibility, made)
    if kind == "DataSymbol" and word == "Import":
        return DataSymbol(name, ScalarType.integer_type(), True, None, visibility, made)  # a kind
    datatype = _type(table, type_, precision, length, declaration, shape)
    if kind == "RoutineSymbol":
        return RoutineSymbol(name, datatype, None, None, visibility, made)
    if kind == "DataTypeSymbol":
        return DataTypeSymbol(name, datatype, visibility, made)
    return DataSymbol(name, datatype, is_constant, value or None, visibility, made)


def symbol_of(node: Node, name: str) -> Symbol:
    """The symbol that a reference is to; of a name that nobody declares one that says so."""
    scope = node.ancestor(ScopingNode)
    while scope is not None and not scope._workspace.core.symbols(scope._number):
        scope = scope.ancestor(ScopingNode)
    if scope is None:
        return Symbol(name, interface=UnresolvedInterface())
    found = scope.symbol_table.lookup(name, otherwise=None)  # type: ignore[attr-defined]
    if found is not None:
        return found
    unresolved = once(scope, "_unresolved", dict)
    return unresolved.setdefault(name.lower(), Symbol(name, interface=UnresolvedInterface()))

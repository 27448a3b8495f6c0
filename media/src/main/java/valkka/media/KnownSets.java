package valkka.media;

import java.util.ArrayList;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.NalSyntax;

/**
 * The parameter sets that stand in front of a file's pictures: those of the first key picture. They
 * are left out of the pictures. When other sets come, all sets stay where they are from then on, as
 * a decoder could not tell which ones hold.
 */
final class KnownSets {
    private final NalSyntax syntax;
    private final List<BasicFrame> known = new ArrayList<>();
    private boolean changed;

    KnownSets(Codec codec) {
        this.syntax = NalSyntax.of(codec);
    }

    /** Returns the next picture as it is to be written. */
    AccessUnit without(AccessUnit unit) {
        if (known.isEmpty()) {
            known.addAll(unit.parameterSets());
        }
        changed |= !unit.parameterSets().stream().allMatch(this::isKnown);
        if (changed || unit.parameterSets().isEmpty()) {
            return unit;
        }
        List<BasicFrame> rest = unit.nalUnits().stream()
                .filter(nal -> syntax.parameterSetKind(nal.nalUnitType()) < 0)
                .toList();
        return new AccessUnit(unit.codec(), unit.mstimestamp(), unit.entry(), rest);
    }

    private boolean isKnown(BasicFrame set) {
        return known.stream().anyMatch(one -> one.payload().equals(set.payload()));
    }
}

package valkka.nal;

/**
 * What a picture parameter set says about the headers of slices (H.264, 7.3.2.2; H.265, 7.3.2.3).
 *
 * @param id its id
 * @param sequenceParameterSet the id of the SPS that it names
 * @param extraHeaderBits reserved bits in front of a slice's type; 0 for H.264
 * @param outputFlag whether a slice says behind its type if the picture is shown; false for H.264
 */
record PictureParameters(int id, int sequenceParameterSet, int extraHeaderBits, boolean outputFlag) {
    /** Reads the set of H.264; {@code pps} stands behind the header of the unit. */
    static PictureParameters h264(BitReader pps) {
        return new PictureParameters(pps.unsigned(), pps.unsigned(), 0, false);
    }

    /** Reads the set of H.265; {@code pps} stands behind the header of the unit. */
    static PictureParameters h265(BitReader pps) {
        int id = pps.unsigned();
        int sequence = pps.unsigned();
        pps.bit(); // dependent_slice_segments_enabled_flag
        boolean outputFlag = pps.flag();
        return new PictureParameters(id, sequence, pps.bits(3), outputFlag);
    }
}

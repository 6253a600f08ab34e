package io.spanweir.receiver.transcode;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of one encoding and writes the spans in them as OTLP {@code TracesData}: what comes
 * behind it knows one form. Thread safe, or one for each event loop: its owner says which.
 */
public interface Transcoder {
  /**
   * Writes what {@code body} holds to {@code output}; both stay their owners', and the output is of
   * no use after an exception. A span that is no good is left out where the others can still be
   * read.
   *
   * @return what was left out; {@link LeftOut#NOTHING} if nothing was
   * @throws MalformedException when the body can't be read to its end
   * @throws ProtoOutput.NoRoomException when the output has no room
   */
  LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException;

  /**
   * Spans that were no good.
   *
   * @param spans how many
   * @param reason why the first of them was not, for a person; null if there is none
   */
  record LeftOut(int spans, @Nullable String reason) {
    /** All spans are there. */
    public static final LeftOut NOTHING = new LeftOut(0, null);
  }
}

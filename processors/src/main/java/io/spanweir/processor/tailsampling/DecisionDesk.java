package io.spanweir.processor.tailsampling;

import io.spanweir.core.runtime.Loop;
import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.TraceFate.Decided;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes questions about the traces of a processor to the shards that own them. A long look through
 * records is made of short ones, between which the shard does its work. Any thread.
 */
final class DecisionDesk implements DecisionSource {
  private static final int RECORDS_PER_TURN = 2048;

  private final String component;
  private final Shard[] shards;
  private final Loop[] loops;
  private final TraceIdRule traceId;

  DecisionDesk(String component, Shard[] shards, Loop[] loops, TraceIdRule traceId) {
    this.component = component;
    this.shards = shards;
    this.loops = loops;
    this.traceId = traceId;
  }

  @Override
  public String component() {
    return component;
  }

  @Override
  public CompletableFuture<Known> trace(long idHigh, long idLow) {
    long high = traceId.high(idHigh);
    int shard = TailSamplingProcessor.shard(high, idLow, shards.length);
    CompletableFuture<Known> answer = new CompletableFuture<>();
    DecisionReader reader = shards[shard].decisions();
    run(loops[shard], answer, () -> answer.complete(reader.known(high, idLow)));
    return answer;
  }

  @Override
  public CompletableFuture<List<Decided>> recent(Query query) {
    List<CompletableFuture<List<Decided>>> looks = new ArrayList<>();
    for (int i = 0; i < shards.length; i++) {
      looks.add(new Look(query, shards[i].decisions(), loops[i]).begin());
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
        .thenApply(all -> latest(looks, query.limit()));
  }

  private static List<Decided> latest(List<CompletableFuture<List<Decided>>> looks, int limit) {
    return looks.stream()
        .flatMap(look -> look.join().stream())
        .sorted(Comparator.comparingLong(Decided::decidedEpochNanos).reversed())
        .limit(limit)
        .toList();
  }

  /**
   * Runs a part of an answer where it may be; whoever waits for the answer is told of a failure.
   */
  private static void run(Loop loop, CompletableFuture<?> answer, Runnable part) {
    try {
      loop.execute(
          () -> {
            try {
              part.run();
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
  }

  /** One shard's records, looked through piece by piece. */
  private static final class Look {
    private final Query query;
    private final DecisionReader reader;
    private final Loop loop;
    private final List<Decided> found = new ArrayList<>();
    private final CompletableFuture<List<Decided>> answer = new CompletableFuture<>();
    private int at;

    Look(Query query, DecisionReader reader, Loop loop) {
      this.query = query;
      this.reader = reader;
      this.loop = loop;
    }

    CompletableFuture<List<Decided>> begin() {
      run(
          loop,
          answer,
          () -> {
            at = reader.newest();
            goOn();
          });
      return answer;
    }

    private void goOn() {
      at = reader.look(query, at, RECORDS_PER_TURN, found);
      if (at == DecisionRecords.NONE) {
        answer.complete(found);
      } else {
        run(loop, answer, this::goOn);
      }
    }
  }
}

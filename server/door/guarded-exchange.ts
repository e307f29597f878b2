import { parseClientFirst } from "../identity/scram-messages.ts";
import type { AuthRequest, Challenge, Exchange, Verdict } from "../identity.ts";
import type { Claim, Door } from "./door.ts";

/** An exchange that begins only if the door lets the client pass, and whose end the door learns. */
export class GuardedExchange implements Exchange {
  readonly #exchange: Exchange;
  readonly #request: AuthRequest;
  readonly #door: Door;
  #claim: Claim | undefined = undefined;

  constructor(exchange: Exchange, request: AuthRequest, door: Door) {
    this.#exchange = exchange;
    this.#request = request;
    this.#door = door;
  }

  async next(data: Buffer | undefined): Promise<Challenge | Verdict> {
    if (this.#claim === undefined) {
      // The name may stand in the exchange alone.
      const username = this.#request.username ?? parseClientFirst(data)?.username;
      this.#claim = this.#door.claim({ ...this.#request, username });
      const result = this.#door.turnAway(this.#claim, this.#request);
      if (result !== undefined) return { over: true, result };
    }
    const answer = await this.#exchange.next(data);
    if (answer.over) this.#door.settle(this.#claim, answer.result);
    return answer;
  }
}

/** Every environment meets every row of the requirement table, but for what accepted.json accepts with a reason. */
import { environmentSets } from '../support/environments';
import { acceptedOfShop, requirementTests } from './accepted';

requirementTests(environmentSets(), acceptedOfShop);
